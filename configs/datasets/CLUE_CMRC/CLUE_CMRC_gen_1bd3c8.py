"""CMRC 2018 dev as a chat, no examples: the answer is to be short and to begin with 答案是."""

from evalbench.datasets.cmrc import CMRCDataset
from evalbench.evaluators.extractive import EMEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.short_answer import cmrc_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

CMRC_datasets = [
    dict(
        abbr="CMRC_dev",
        type=CMRCDataset,
        path="CLUE/CMRC/dev.json",
        reader_cfg=dict(
            input_columns=["question", "context"], output_column="answers", test_split="dev"
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="根据文章回答问题。"
                            "你的答案应该尽可能简练，请以 ‘答案是’ 开头的句式作答。\n"
                            "文章：{context}\n问：{question}\n答：",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=EMEvaluator, overlap="run"),
            pred_postprocessor=dict(type=cmrc_postprocess),
        ),
    )
]
