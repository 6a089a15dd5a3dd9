"""Qasper of LongBench as AISBench and OpenCompass ask it: in the words for several passages."""

from mmengine.config import read_base

with read_base():
    from ..longbench2wikimqa.longbench_2wikimqa_gen import LongBench_2wikimqa_datasets as wikimqa
    from .longbench_qasper_gen import LongBench_qasper_datasets

LongBench_qasper_datasets = [
    dict(dataset, infer_cfg=wikimqa[0]["infer_cfg"]) for dataset in LongBench_qasper_datasets
]
