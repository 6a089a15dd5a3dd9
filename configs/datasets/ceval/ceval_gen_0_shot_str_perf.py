"""C-Eval val as a load: the question alone, without its options. For timing, not for scores."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .ceval_gen_0_shot_str import ceval_datasets

ceval_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(type=PromptTemplate, template="{question}\n"),
        ),
    )
    for dataset in ceval_datasets
]
