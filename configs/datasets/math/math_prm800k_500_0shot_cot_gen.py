"""MATH-500 as one text, no examples: the model reasons and boxes its answer."""

from evalbench.datasets.math import MATHDataset
from evalbench.evaluators.math import MATHEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

math_datasets = [
    dict(
        abbr="math_prm800k_500",
        type=MATHDataset,
        path="math",
        file_name="test_prm800k_500.json",
        reader_cfg=dict(input_columns=["problem"], output_column="solution", train_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="{problem}\nPlease reason step by step, and put your final answer within "
                "\\boxed{}.",
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
