"""DROP as recommended."""

from mmengine.config import read_base

with read_base():
    from .drop_gen_0_shot_str import drop_datasets
