"""KOR-Bench's hard mixed task as a chat: two rules and up to ten questions, in one JSON object."""

from mmengine.config import read_base

with read_base():
    from .korbench_mixed_gen import korbench_mixed_datasets

korbench_mixed_datasets = [
    dict(korbench_mixed_datasets[-1], abbr="korbench_mixed_Multi-RQ_Hard", mode="Multi-RQ_Hard")
]
