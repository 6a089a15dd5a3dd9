"""VCSUM of LongBench as a chat: a Chinese meeting in a paragraph."""

from evalbench.datasets.longbench import LongBenchvcsumDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_vcsum_datasets = [
    dict(
        abbr="LongBench_vcsum",
        type=LongBenchvcsumDataset,
        path="LongBench",
        name="vcsum",
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
                            prompt="下面有一段会议记录，请你阅读后，写一段总结，总结会议的内容。\n"
                            "会议记录：\n{context}\n\n"
                            "会议总结：",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=512),
        ),
        eval_cfg=dict(evaluator=dict(type=LongBenchRougeEvaluator, language="zh")),
    )
]
