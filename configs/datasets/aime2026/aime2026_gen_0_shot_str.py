"""AIME 2026 as one text, no examples: the model reasons and boxes its answer."""

from evalbench.datasets.aime import Aime2026Dataset
from evalbench.evaluators.math import MATHEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

aime2026_datasets = [
    dict(
        abbr="aime2026",
        type=Aime2026Dataset,
        path="aime2026/aime2026.jsonl",
        reader_cfg=dict(input_columns=["question"], output_column="answer", train_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="\nSolve the following math problem step by step. "
                "Put your answer inside \\boxed{}."
                "\n\n{question}\n\nRemember to put your answer inside \\boxed{}.",
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
