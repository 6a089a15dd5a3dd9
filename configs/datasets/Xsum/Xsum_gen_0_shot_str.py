"""XSum's first thousand articles as one text, no examples: a summary in one sentence."""

from evalbench.datasets.xsum import XsumDataset
from evalbench.evaluators.rouge import RougeEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.summary import Xsum_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

Xsum_datasets = [
    dict(
        abbr="Xsum",
        type=XsumDataset,
        path="Xsum",
        reader_cfg=dict(input_columns=["dialogue"], output_column="summary"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                # a full-width colon: as in AISBench and OpenCompass, so that scores compare
                template="Document：{dialogue}\n"
                "Based on the previous text, provide a brief single summary:",
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=RougeEvaluator),
            pred_postprocessor=dict(type=Xsum_postprocess),
        ),
    )
]
