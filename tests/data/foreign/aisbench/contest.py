from ais_bench.benchmark.openicl.icl_prompt_template import PromptTemplate
from ais_bench.benchmark.openicl.icl_retriever import ZeroRetriever
from ais_bench.benchmark.openicl.icl_inferencer import GenInferencer
from ais_bench.benchmark.datasets import Aime2024Dataset, MATHEvaluator, math_postprocess_v2

contest_reader_cfg = dict(input_columns=['question'], output_column='answer')

contest_infer_cfg = dict(
    prompt_template=dict(
        type=PromptTemplate,
        template='{question}\nReason first. Put the answer within \\boxed{}.',
    ),
    retriever=dict(type=ZeroRetriever),
    inferencer=dict(type=GenInferencer))

contest_eval_cfg = dict(
    evaluator=dict(type=MATHEvaluator, version='v2'), pred_postprocessor=dict(type=math_postprocess_v2))

contest_datasets = [
    dict(abbr='contest', type=Aime2024Dataset, path='ais_bench/datasets/aime/aime.jsonl',
         reader_cfg=contest_reader_cfg, infer_cfg=contest_infer_cfg, eval_cfg=contest_eval_cfg)
]
