"""LCSTS test as one text, no examples: a short summary in Chinese."""

from evalbench.datasets.lcsts import LCSTSDataset
from evalbench.evaluators.rouge import JiebaRougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.summary import lcsts_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

lcsts_datasets = [
    dict(
        abbr="lcsts",
        type=LCSTSDataset,
        path="LCSTS",
        reader_cfg=dict(input_columns=["content"], output_column="abst"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="阅读以下文章，并给出简短的摘要：{content}\n摘要如下：",
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=JiebaRougeEvaluator),
            pred_postprocessor=dict(type=lcsts_postprocess),
        ),
    )
]
