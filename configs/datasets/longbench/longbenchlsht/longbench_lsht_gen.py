"""LSHT of LongBench as a chat: the topic of Chinese news, after many examples."""

from evalbench.datasets.longbench import LongBenchlshtDataset
from evalbench.evaluators.longbench import LongBenchClassificationEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import lsht_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_lsht_datasets = [
    dict(
        abbr="LongBench_lsht",
        type=LongBenchlshtDataset,
        path="LongBench",
        name="lsht",
        reader_cfg=dict(
            input_columns=["context", "input"],
            output_column="all_labels",
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
                            prompt="请判断给定新闻的类别，下面是一些例子。\n\n{context}\n{input}",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=64),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchClassificationEvaluator),
            pred_postprocessor=dict(type=lsht_postprocess),
        ),
    )
]
