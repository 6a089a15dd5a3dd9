"""Twelve Chinese exam questions shipped with the program, asked like C-Eval, five examples."""

from mmengine.config import read_base

with read_base():
    from ..ceval.ceval_gen_5_shot_str import ceval_datasets as ceval

demo_ceval_datasets = [
    dict(dataset, abbr=f"demo_{dataset['abbr']}", path="demo/ceval")
    for dataset in ceval
    if dataset["name"] in ("middle_school_mathematics", "middle_school_geography")
]
