"""Random prompts of exactly 1,024 tokens, answered by 256: a load without data."""

from evalbench.datasets.synthetic import SyntheticDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

synthetic_datasets = [
    dict(
        abbr="synthetic",
        type=SyntheticDataset,
        path="{tokenizer}",  # the one of the model that is asked: its `path`, or --tokenizer
        count=100,
        input_len=1024,  # tokens; "512-1024": drawn evenly, both ends included
        output_len=256,
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
