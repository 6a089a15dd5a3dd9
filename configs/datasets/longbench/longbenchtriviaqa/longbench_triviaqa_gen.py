"""TriviaQA of LongBench as a chat: a question on a passage, after examples."""

from evalbench.datasets.longbench import LongBenchtriviaqaDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import triviaqa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_triviaqa_datasets = [
    dict(
        abbr="LongBench_triviaqa",
        type=LongBenchtriviaqaDataset,
        path="LongBench",
        name="triviaqa",
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
                            prompt="Answer the question based on the given passage. Only give me "
                            "the answer and do not output any other words. The following "
                            "are some examples.\n\n"
                            "{context}\n\n"
                            "{input}",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=32),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchF1Evaluator),
            pred_postprocessor=dict(type=triviaqa_postprocess),
        ),
    )
]
