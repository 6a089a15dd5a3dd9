"""MultiFieldQA-zh of LongBench as a chat: a question on a long Chinese text."""

from evalbench.datasets.longbench import LongBenchmultifieldqa_zhDataset
from evalbench.evaluators.longbench import LongBenchF1Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_qa_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_multifieldqa_zh_datasets = [
    dict(
        abbr="LongBench_multifieldqa_zh",
        type=LongBenchmultifieldqa_zhDataset,
        path="LongBench",
        name="multifieldqa_zh",
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
                            prompt="阅读以下文字并用中文简短回答：\n\n"
                            "{context}\n\n"
                            "现在请基于上面的文章回答下面的问题，只告诉我答案，不要输出任何"
                            "其他字词。\n\n"
                            "问题：{input}\n回答：",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=64),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchF1Evaluator, language="zh"),
            pred_postprocessor=dict(type=longbench_qa_postprocess),
        ),
    )
]
