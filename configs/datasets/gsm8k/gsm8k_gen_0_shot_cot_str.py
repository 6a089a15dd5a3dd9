"""GSM8K test as one text, no examples."""

from evalbench.datasets.gsm8k import GSM8KDataset
from evalbench.evaluators.numeric import Gsm8kEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.number import gsm8k_dataset_postprocess, gsm8k_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

gsm8k_datasets = [
    dict(
        abbr="gsm8k",
        type=GSM8KDataset,
        path="gsm8k",
        reader_cfg=dict(
            input_columns=["question"],
            output_column="answer",
            train_split="train",
            test_split="test",
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="Question: {question}\nLet's think step by step\nAnswer:",
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=Gsm8kEvaluator),
            pred_postprocessor=dict(type=gsm8k_postprocess),
            dataset_postprocessor=dict(type=gsm8k_dataset_postprocess),
        ),
    )
]
