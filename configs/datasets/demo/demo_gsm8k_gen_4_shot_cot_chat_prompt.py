"""The demo's word problems as a chat after its four train problems."""

from mmengine.config import read_base

from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from ..gsm8k.gsm8k_gen_4_shot_cot_chat_prompt import gsm8k_datasets as gsm8k

demo_gsm8k_datasets = [
    dict(
        dataset,
        abbr="demo_gsm8k",
        path="demo/gsm8k",
        infer_cfg=dict(
            dataset["infer_cfg"],
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2, 3]),
        ),
    )
    for dataset in gsm8k
]
