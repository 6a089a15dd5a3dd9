"""GovReport of LongBench as a chat: a report in one page."""

from evalbench.datasets.longbench import LongBenchgov_reportDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_gov_report_datasets = [
    dict(
        abbr="LongBench_gov_report",
        type=LongBenchgov_reportDataset,
        path="LongBench",
        name="gov_report",
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
                            prompt="You are given a report by a government agency. Write a "
                            "one-page summary of the report.\n\n"
                            "Report:\n{context}\n\n"
                            "Now, write a one-page summary of the report.\n\n"
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
