"""XSum's first thousand articles as a chat, no examples: a summary in one sentence."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .Xsum_gen_0_shot_str import Xsum_datasets

Xsum_datasets = [
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
                            prompt="Document：{dialogue}\n"
                            "Based on the previous text, provide a brief single summary:",
                        )
                    ]
                ),
            ),
        ),
    )
    for dataset in Xsum_datasets
]
