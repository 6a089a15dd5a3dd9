"""Twelve word problems shipped with the program, asked like GSM8K: a run without downloads."""

from mmengine.config import read_base

with read_base():
    from ..gsm8k.gsm8k_gen_0_shot_cot_str import gsm8k_datasets as gsm8k

demo_gsm8k_datasets = [dict(dataset, abbr="demo_gsm8k", path="demo/gsm8k") for dataset in gsm8k]
