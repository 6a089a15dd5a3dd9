"""PassageRetrieval-zh of LongBench as a chat: which Chinese paragraph it is of."""

from evalbench.datasets.longbench import LongBenchpassage_retrieval_zhDataset
from evalbench.evaluators.longbench import LongBenchRetrievalEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_retrieval_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_passage_retrieval_zh_datasets = [
    dict(
        abbr="LongBench_passage_retrieval_zh",
        type=LongBenchpassage_retrieval_zhDataset,
        path="LongBench",
        name="passage_retrieval_zh",
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
                            prompt="以下是若干段落文字，以及其中一个段落的摘要。请确定给定的摘要出"
                            "自哪一段。\n\n"
                            "{context}\n\n"
                            "下面是一个摘要\n\n"
                            "{input}\n\n"
                            '请输入摘要所属段落的编号。答案格式必须是"段落1"，"段落2"等'
                            "格式\n\n"
                            "答案是：",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=32),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchRetrievalEvaluator, language="zh"),
            pred_postprocessor=dict(type=longbench_retrieval_postprocess),
        ),
    )
]
