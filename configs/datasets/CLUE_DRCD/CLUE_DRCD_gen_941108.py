"""DRCD dev as a chat, no examples: the question below the passage."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .CLUE_DRCD_gen_1bd3c8 import DRCD_datasets

DRCD_datasets = [
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
                            prompt="文章：{context}\n根据上文，回答如下问题：\n{question}\n答：",
                        )
                    ]
                ),
            ),
        ),
    )
    for dataset in DRCD_datasets
]
