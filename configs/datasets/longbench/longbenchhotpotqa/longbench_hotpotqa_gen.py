"""HotpotQA of LongBench as a chat: a question on several passages."""

from mmengine.config import read_base

from evalbench.datasets.longbench import LongBenchhotpotqaDataset

with read_base():
    from ..longbench2wikimqa.longbench_2wikimqa_gen import LongBench_2wikimqa_datasets as wikimqa

LongBench_hotpotqa_datasets = [
    dict(dataset, abbr="LongBench_hotpotqa", type=LongBenchhotpotqaDataset, name="hotpotqa")
    for dataset in wikimqa
]
