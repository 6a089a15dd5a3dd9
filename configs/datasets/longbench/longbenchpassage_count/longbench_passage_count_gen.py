"""PassageCount of LongBench as a chat: how many different paragraphs there are."""

from evalbench.datasets.longbench import LongBenchpassage_countDataset
from evalbench.evaluators.longbench import LongBenchCountEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_count_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_passage_count_datasets = [
    dict(
        abbr="LongBench_passage_count",
        type=LongBenchpassage_countDataset,
        path="LongBench",
        name="passage_count",
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
                            prompt="There are some paragraphs below sourced from Wikipedia. Some "
                            "of them may be duplicates. Please carefully read these "
                            "paragraphs and determine how many unique paragraphs there are "
                            "after removing duplicates. In other words, how many "
                            "non-repeating paragraphs are there in total?\n\n"
                            "{context}\n\n"
                            "Please enter the final count of unique paragraphs after "
                            "removing duplicates. The output format should only contain "
                            "the number, such as 1, 2, 3, and so on.\n\n"
                            "The final answer is: ",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=32),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchCountEvaluator),
            pred_postprocessor=dict(type=longbench_count_postprocess),
        ),
    )
]
