"""GSM8K test as one text after four examples: own exemplars, rows of GSM8K's train split.

The rows hold the four questions that OpenCompass shows; the solutions are those of the data set.
"""

from mmengine.config import read_base

from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from .gsm8k_gen_0_shot_cot_str import gsm8k_datasets

question = "Question: {question}\nLet's think step by step\nAnswer:\n"

gsm8k_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate, template=question + "{solution}\nThe answer is {final}\n"
            ),
            prompt_template=dict(type=PromptTemplate, template="</E>" + question, ice_token="</E>"),
            # Angelo and Melanie; Mark's basketball team; Bella's marbles; fruit baskets
            retriever=dict(type=FixKRetriever, fix_id_list=[7364, 1708, 669, 6724]),
            inferencer=dict(type=GenInferencer),
        ),
    )
    for dataset in gsm8k_datasets
]
