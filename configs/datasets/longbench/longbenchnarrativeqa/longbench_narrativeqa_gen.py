"""NarrativeQA of LongBench as a chat: a question on a book or a film script."""

from evalbench.datasets.longbench import LongBenchnarrativeqaDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_qa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_narrativeqa_datasets = [
    dict(
        abbr="LongBench_narrativeqa",
        type=LongBenchnarrativeqaDataset,
        path="LongBench",
        name="narrativeqa",
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
                            prompt="You are given a story, which can be either a novel or a movie "
                            "script, and a question. Answer the question as concisely as "
                            "you can, using a single phrase if possible. Do not provide "
                            "any explanation.\n\n"
                            "Story: {context}\n\n"
                            "Now, answer the question based on the story as concisely as "
                            "you can, using a single phrase if possible. Do not provide "
                            "any explanation.\n\n"
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
