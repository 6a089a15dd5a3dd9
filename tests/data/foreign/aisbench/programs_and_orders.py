from ais_bench.benchmark.openicl.icl_prompt_template import PromptTemplate
from ais_bench.benchmark.openicl.icl_retriever import ZeroRetriever
from ais_bench.benchmark.openicl.icl_inferencer import GenInferencer
from ais_bench.benchmark.datasets import (
    HumanevalDataset,
    HumanEvalEvaluator,
    humaneval_postprocess_v2,
    IFEvalDataset,
    IFEvaluator,
    MATHDataset,
    MATHEvaluator,
    math_postprocess_v2,
)


def asked(column):
    return dict(
        prompt_template=dict(type=PromptTemplate, template='{' + column + '}'),
        retriever=dict(type=ZeroRetriever),
        inferencer=dict(type=GenInferencer))


programs_datasets = [
    dict(
        abbr='programs',
        type=HumanevalDataset,
        path='ais_bench/datasets/humaneval/human-eval-v2-20210705.jsonl',
        reader_cfg=dict(input_columns=['prompt'], output_column='task_id', train_split='test'),
        infer_cfg=asked('prompt'),
        eval_cfg=dict(
            evaluator=dict(type=HumanEvalEvaluator),
            k=[1, 10, 100],
            pred_postprocessor=dict(type=humaneval_postprocess_v2))),
    dict(
        abbr='orders',
        type=IFEvalDataset,
        path='ais_bench/datasets/ifeval/input_data.jsonl',
        reader_cfg=dict(input_columns=['prompt'], output_column='reference'),
        infer_cfg=asked('prompt'),
        eval_cfg=dict(evaluator=dict(type=IFEvaluator))),
    dict(
        abbr='formulas',
        type=MATHDataset,
        path='ais_bench/datasets/math',
        reader_cfg=dict(input_columns=['problem'], output_column='solution'),
        infer_cfg=asked('problem'),
        eval_cfg=dict(
            evaluator=dict(type=MATHEvaluator, version='v2'),
            pred_postprocessor=dict(type=math_postprocess_v2))),
]
