"""LCSTS test as a chat, no examples: a short summary in Chinese."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .lcsts_gen_0_shot_str import lcsts_datasets

lcsts_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="阅读以下文章，并给出简短的摘要：{content}\n摘要如下：",
                        )
                    ]
                ),
            ),
        ),
    )
    for dataset in lcsts_datasets
]
