from ais_bench.benchmark.openicl.icl_prompt_template import PromptTemplate
from ais_bench.benchmark.openicl.icl_retriever import ZeroRetriever
from ais_bench.benchmark.openicl.icl_inferencer import GenInferencer
from ais_bench.benchmark.datasets import (
    CustomDataset,
    HumanevalXEvaluator,
    IFEvaluator,
    LCBCodeGenerationEvaluator,
    MATHEvaluator,
    MBPPPassKEvaluator,
    MMLUProBaseEvaluator,
    TriviaQAEvaluator,
    BBHEvaluator,
)

# no pred_postprocessor: each takes the answer out of the reply itself
evaluators = dict(
    math=dict(type=MATHEvaluator),
    mbpp=dict(type=MBPPPassKEvaluator),
    python=dict(type=HumanevalXEvaluator, language='python'),
    cpp=dict(type=HumanevalXEvaluator, language='cpp'),
    contest=dict(
        type=LCBCodeGenerationEvaluator,
        num_process_evaluate=4,
        timeout=500,
        release_version='v4_v5',
    ),
    options=dict(type=MMLUProBaseEvaluator),
    trivia=dict(type=TriviaQAEvaluator),
    words=dict(type=BBHEvaluator),
    orders=dict(type=IFEvaluator),
)

within_datasets = [
    dict(
        abbr=f'within-{name}',
        type=CustomDataset,
        path='ais_bench/datasets/custom/tickets.jsonl',
        reader_cfg=dict(input_columns=['input'], output_column='output'),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(round=[dict(role='HUMAN', prompt='{input}')]),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(evaluator=evaluator),
    )
    for name, evaluator in evaluators.items()
]
