"""GSM8K test as a load: the question alone. For timing, not for scores."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .gsm8k_gen_0_shot_cot_str import gsm8k_datasets

gsm8k_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(type=PromptTemplate, template="{question}"),
        ),
    )
    for dataset in gsm8k_datasets
]
