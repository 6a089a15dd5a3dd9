"""ARC-Easy Test by perplexity, as one text, no examples: the likeliest option text."""

from mmengine.config import read_base

with read_base():
    from ..ARC_c.ARC_c_ppl_0_shot_str import ARC_c_datasets as challenge

ARC_e_datasets = [
    dict(dataset, abbr="ARC-e", path="ARC/ARC-e", name="ARC-Easy") for dataset in challenge
]
