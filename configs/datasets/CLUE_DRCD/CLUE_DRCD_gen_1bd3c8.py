"""DRCD dev as a chat, no examples: the answer is to be short and to begin with 答案是."""

from mmengine.config import read_base

from evalbench.datasets.cmrc import DRCDDataset
from evalbench.postprocessors.short_answer import drcd_postprocess

with read_base():
    from ..CLUE_CMRC.CLUE_CMRC_gen_1bd3c8 import CMRC_datasets as simplified

DRCD_datasets = [
    dict(
        dataset,
        abbr="DRCD_dev",
        type=DRCDDataset,
        path="CLUE/DRCD/dev.json",
        eval_cfg=dict(dataset["eval_cfg"], pred_postprocessor=dict(type=drcd_postprocess)),
    )
    for dataset in simplified
]
