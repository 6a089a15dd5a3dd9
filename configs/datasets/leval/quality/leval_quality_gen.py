"""L-Eval, stories of QuALITY: one of four options, as a chat, no examples."""

from mmengine.config import read_base

from evalbench.datasets.leval import LEvalQualityDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.postprocessors.choice import first_capital_postprocess

with read_base():
    from ..coursera.leval_coursera_gen import LEval_coursera_datasets as coursera

LEval_quality_datasets = [
    dict(
        dataset,
        abbr="LEval_quality",
        type=LEvalQualityDataset,
        path="LEval/LEval/Exam/quality.jsonl",
        name="quality",
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator),
            pred_postprocessor=dict(type=first_capital_postprocess, options="ABCD"),
        ),
    )
    for dataset in coursera
]
