"""MuSiQue of LongBench as a chat: a question on several passages."""

from mmengine.config import read_base

from evalbench.datasets.longbench import LongBenchmusiqueDataset

with read_base():
    from ..longbench2wikimqa.longbench_2wikimqa_gen import LongBench_2wikimqa_datasets as wikimqa

LongBench_musique_datasets = [
    dict(dataset, abbr="LongBench_musique", type=LongBenchmusiqueDataset, name="musique")
    for dataset in wikimqa
]
