"""QMSum of LongBench as a chat: what a meeting said to a question."""

from evalbench.datasets.longbench import LongBenchqmsumDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_qmsum_datasets = [
    dict(
        abbr="LongBench_qmsum",
        type=LongBenchqmsumDataset,
        path="LongBench",
        name="qmsum",
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
                            prompt="You are given a meeting transcript and a query containing a "
                            "question or instruction. Answer the query in one or more "
                            "sentences.\n\n"
                            "Transcript:\n{context}\n\n"
                            "Now, answer the query based on the above meeting transcript "
                            "in one or more sentences.\n\n"
                            "Query: {input}\nAnswer:",
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
