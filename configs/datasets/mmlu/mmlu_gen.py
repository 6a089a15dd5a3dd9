"""MMLU as recommended."""

from mmengine.config import read_base

with read_base():
    from .mmlu_gen_5_shot_str import mmlu_datasets
