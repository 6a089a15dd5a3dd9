"""2WikiMultihopQA of LongBench as a chat: a question on several passages."""

from evalbench.datasets.longbench import LongBench2wikimqaDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_qa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_2wikimqa_datasets = [
    dict(
        abbr="LongBench_2wikimqa",
        type=LongBench2wikimqaDataset,
        path="LongBench",
        name="2wikimqa",
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
                            prompt="Answer the question based on the given passages. Only give me "
                            "the answer and do not output any other words.\n\n"
                            "The following are given passages.\n{context}\n\n"
                            "Answer the question based on the given passages. Only give me "
                            "the answer and do not output any other words.\n\n"
                            "Question: {input}\nAnswer:",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=32),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchF1Evaluator),
            pred_postprocessor=dict(type=longbench_qa_postprocess),
        ),
    )
]
