"""A Mooncake trace, its lengths with random prompts; --use-timestamp sends them at its times."""

from evalbench.datasets.mooncake_trace import MooncakeTraceDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

mooncake_trace_datasets = [
    dict(
        abbr="mooncake_trace",
        type=MooncakeTraceDataset,
        path="mooncake_trace/mooncake_trace.jsonl",
        tokenizer="{tokenizer}",  # the one of the model that is asked: its `path`, or --tokenizer
        seed=0,
        reader_cfg=dict(input_columns=["prompt"]),
        infer_cfg=dict(
            prompt_template=dict(type=PromptTemplate, template="{prompt}"),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(evaluator=dict(type=AccEvaluator)),
    )
]
