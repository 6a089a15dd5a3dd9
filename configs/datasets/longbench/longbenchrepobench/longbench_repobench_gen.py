"""RepoBench-P of LongBench as a chat: the next line, with files of its repository."""

from evalbench.datasets.longbench import LongBenchrepobenchDataset
from evalbench.evaluators.longbench import LongBenchCodeSimEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_code_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_repobench_datasets = [
    dict(
        abbr="LongBench_repobench-p",
        type=LongBenchrepobenchDataset,
        path="LongBench",
        name="repobench-p",
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
                            prompt="Please complete the code given below. \n{context}{input}Next "
                            "line of code:\n",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=64),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchCodeSimEvaluator),
            pred_postprocessor=dict(type=longbench_code_postprocess),
        ),
    )
]
