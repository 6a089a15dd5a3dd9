"""CMRC 2018 dev as one text, no examples."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .CLUE_CMRC_gen_1bd3c8 import CMRC_datasets

CMRC_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(
                type=PromptTemplate,
                template="文章：{context}\n根据上文，回答如下问题： {question}\n答：",
            ),
        ),
    )
    for dataset in CMRC_datasets
]
