"""AIME 2025 as a chat, no examples: the model boxes its answer."""

from evalbench.datasets.aime import Aime2025Dataset
from evalbench.evaluators.math import MATHEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

aime2025_datasets = [
    dict(
        abbr="aime2025",
        type=Aime2025Dataset,
        path="aime2025/aime2025.jsonl",
        reader_cfg=dict(input_columns=["question"], output_column="answer", train_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="{question}\nRemember to put "
                            "your final answer within \\boxed{}.",
                        ),
                        dict(role="BOT", prompt="{answer}"),
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=MATHEvaluator),
            pred_postprocessor=dict(type=math_postprocess_v2),
        ),
    )
]
