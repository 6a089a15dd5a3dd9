"""TREC of LongBench as a chat: the type of a question, after many examples."""

from evalbench.datasets.longbench import LongBenchtrecDataset
from evalbench.evaluators.longbench import LongBenchClassificationEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import trec_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_trec_datasets = [
    dict(
        abbr="LongBench_trec",
        type=LongBenchtrecDataset,
        path="LongBench",
        name="trec",
        reader_cfg=dict(
            input_columns=["context", "input"],
            output_column="all_labels",
            train_split="test",
            test_split="test",
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="Please determine the type of the question below. Here are "
                            "some examples of questions.\n\n"
                            "{context}\n{input}",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=64),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchClassificationEvaluator),
            pred_postprocessor=dict(type=trec_postprocess),
        ),
    )
]
