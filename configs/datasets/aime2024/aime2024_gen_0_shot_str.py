"""AIME 2024 as one text, no examples: the model reasons and boxes its answer."""

from evalbench.datasets.aime import Aime2024Dataset
from evalbench.evaluators.math import MATHEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

aime2024_datasets = [
    dict(
        abbr="aime2024",
        type=Aime2024Dataset,
        path="aime/aime.jsonl",
        reader_cfg=dict(input_columns=["question"], output_column="answer", train_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="{question}\nPlease reason step by step, "
                "and put your final answer within \\boxed{}.",
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
