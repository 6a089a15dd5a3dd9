"""MultiNews of LongBench as AISBench and OpenCompass ask it: a line break after the last word."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .longbench_multi_news_gen import LongBench_multi_news_datasets

LongBench_multi_news_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="You are given several news passages. Write a one-page summary "
                            "of all news. \n\n"
                            "News:\n{context}\n\n"
                            "Now, write a one-page summary of all the news.\n\n"
                            "Summary:\n",
                        )
                    ]
                ),
            ),
        ),
    )
    for dataset in LongBench_multi_news_datasets
]
