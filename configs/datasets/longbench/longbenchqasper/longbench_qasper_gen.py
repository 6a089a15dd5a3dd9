"""Qasper of LongBench as a chat: a question on a scientific article."""

from evalbench.datasets.longbench import LongBenchqasperDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_qa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_qasper_datasets = [
    dict(
        abbr="LongBench_qasper",
        type=LongBenchqasperDataset,
        path="LongBench",
        name="qasper",
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
                            prompt="You are given a scientific article and a question. Answer the "
                            "question as concisely as you can, using a single phrase or "
                            "sentence if possible. If the question cannot be answered "
                            "based on the information in the article, write "
                            '"unanswerable". If the question is a yes/no question, '
                            'answer "yes", "no", or "unanswerable". Do not provide '
                            "any explanation.\n\n"
                            "Article: {context}\n\n"
                            " Answer the question based on the above article as concisely "
                            "as you can, using a single phrase or sentence if possible. If "
                            "the question cannot be answered based on the information in "
                            'the article, write "unanswerable". If the question is a '
                            'yes/no question, answer "yes", "no", or "unanswerable". '
                            "Do not provide any explanation.\n\n"
                            "Question: {input}\n\n"
                            "Answer:",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=128),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchF1Evaluator),
            pred_postprocessor=dict(type=longbench_qa_postprocess),
        ),
    )
]
