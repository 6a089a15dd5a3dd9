"""SAMSum of LongBench as a chat: a dialogue in a few sentences, after examples."""

from evalbench.datasets.longbench import LongBenchsamsumDataset
from evalbench.evaluators.rouge import LongBenchRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import samsum_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_samsum_datasets = [
    dict(
        abbr="LongBench_samsum",
        type=LongBenchsamsumDataset,
        path="LongBench",
        name="samsum",
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
                            prompt="Summarize the dialogue into a few short sentences. The "
                            "following are some examples.\n\n"
                            "{context}\n\n"
                            "{input}",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=128),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchRougeEvaluator),
            pred_postprocessor=dict(type=samsum_postprocess),
        ),
    )
]
