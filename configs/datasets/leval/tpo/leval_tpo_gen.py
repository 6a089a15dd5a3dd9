"""L-Eval, lectures of TOEFL: one of four options, as a chat, no examples."""

from mmengine.config import read_base

from evalbench.datasets.leval import LEvalTPODataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.postprocessors.choice import first_capital_postprocess

with read_base():
    from ..coursera.leval_coursera_gen import LEval_coursera_datasets as coursera

LEval_tpo_datasets = [
    dict(
        dataset,
        abbr="LEval_tpo",
        type=LEvalTPODataset,
        path="LEval/LEval/Exam/tpo.jsonl",
        name="tpo",
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator),
            pred_postprocessor=dict(type=first_capital_postprocess, options="ABCD"),
        ),
    )
    for dataset in coursera
]
