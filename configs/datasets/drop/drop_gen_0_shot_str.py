"""DROP dev as one text, no examples: passage and question alone.

Without the stops that the reference names and does not send: a reply may well say `---`.
"""

from evalbench.datasets.drop import DropOpenAIDataset
from evalbench.evaluators.drop import DropOpenAIEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.short_answer import drop_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

drop_datasets = [
    dict(
        abbr="drop",
        type=DropOpenAIDataset,
        path="drop_simple_eval/dev.jsonl",
        reader_cfg=dict(input_columns=["prompt"], output_column="answers", test_split="validation"),
        infer_cfg=dict(
            prompt_template=dict(type=PromptTemplate, template="{prompt}"),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=DropOpenAIEvaluator),
            pred_postprocessor=dict(type=drop_postprocess),
        ),
    )
]
