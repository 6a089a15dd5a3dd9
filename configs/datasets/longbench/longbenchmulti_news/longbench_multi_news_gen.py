"""MultiNews of LongBench as a chat: several news articles in one page."""

from evalbench.datasets.longbench import LongBenchmulti_newsDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_multi_news_datasets = [
    dict(
        abbr="LongBench_multi_news",
        type=LongBenchmulti_newsDataset,
        path="LongBench",
        name="multi_news",
        reader_cfg=dict(
            input_columns=["context"],
            output_column="answers",
            train_split="test",
            test_split="test",
        ),
        infer_cfg=dict(
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
                            "Summary:",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=512),
        ),
        eval_cfg=dict(evaluator=dict(type=LongBenchRougeEvaluator)),
    )
]
