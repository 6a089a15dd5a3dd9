"""LAMBADA test as a chat, no examples: the passage without its last word."""

from evalbench.datasets.lambada import lambadaDataset
from evalbench.evaluators.lambada import LambadaEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.lambada import lambada_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

lambada_datasets = [
    dict(
        abbr="lambada",
        type=lambadaDataset,
        path="lambada",
        reader_cfg=dict(input_columns=["prompt"], output_column="answer", test_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="Please complete the following sentence:\n{prompt}",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LambadaEvaluator),
            pred_postprocessor=dict(type=lambada_postprocess),
        ),
    )
]
