"""MultiFieldQA-en of LongBench as a chat: a question on a long English text."""

from evalbench.datasets.longbench import LongBenchmultifieldqa_enDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_qa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_multifieldqa_en_datasets = [
    dict(
        abbr="LongBench_multifieldqa_en",
        type=LongBenchmultifieldqa_enDataset,
        path="LongBench",
        name="multifieldqa_en",
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
                            prompt="Read the following text and answer briefly.\n\n"
                            "{context}\n\n"
                            "Now, answer the following question based on the above text, "
                            "only give me the answer and do not output any other words.\n\n"
                            "Question: {input}\nAnswer:",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=64),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchF1Evaluator),
            pred_postprocessor=dict(type=longbench_qa_postprocess),
        ),
    )
]
