"""DuReader of LongBench as a chat: a question on Chinese web pages, answered at length."""

from evalbench.datasets.longbench import LongBenchdureaderDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_dureader_datasets = [
    dict(
        abbr="LongBench_dureader",
        type=LongBenchdureaderDataset,
        path="LongBench",
        name="dureader",
        reader_cfg=dict(
            input_columns=["context", "input"],
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
                            prompt="请基于给定的文章回答下述问题。\n\n"
                            "文章：{context}\n\n"
                            "请基于上述文章回答下面的问题。\n\n"
                            "问题：{input}\n回答：",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=128),
        ),
        eval_cfg=dict(evaluator=dict(type=LongBenchRougeEvaluator, language="zh")),
    )
]
