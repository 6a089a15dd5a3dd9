"""DRCD dev as one text, no examples."""

from mmengine.config import read_base

with read_base():
    from ..CLUE_CMRC.CLUE_CMRC_gen_8484b9 import CMRC_datasets as simplified
    from .CLUE_DRCD_gen_1bd3c8 import DRCD_datasets

DRCD_datasets = [dict(dataset, infer_cfg=simplified[0]["infer_cfg"]) for dataset in DRCD_datasets]
