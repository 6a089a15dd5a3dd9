"""ARC-Easy Test as a chat, no examples: the model answers by the letter of an option."""

from mmengine.config import read_base

with read_base():
    from ..ARC_c.ARC_c_gen_0_shot_chat_prompt import ARC_c_datasets as challenge

ARC_e_datasets = [
    dict(dataset, abbr="ARC-e", path="ARC/ARC-e", name="ARC-Easy") for dataset in challenge
]
