"""LAMBADA test as one text, no examples."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .lambada_gen_0_shot_chat import lambada_datasets

lambada_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(
                type=PromptTemplate, template="Please complete the following sentence: {prompt}"
            ),
        ),
    )
    for dataset in lambada_datasets
]
