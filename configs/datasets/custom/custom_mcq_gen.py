"""Questions of your own with the options A, B and C, in custom/mcq.jsonl."""

from evalbench.datasets.custom import CustomDataset
from evalbench.evaluators.option_similarity import OptionSimAccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import option_sim_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

mcq_datasets = [
    dict(
        abbr="mcq",
        type=CustomDataset,
        path="custom/mcq.jsonl",
        reader_cfg=dict(input_columns=["question", "A", "B", "C"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template="Question: {question}\nA. {A}\nB. {B}\nC. {C}\nAnswer: ",
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=OptionSimAccEvaluator, options=["A", "B", "C"]),
            pred_postprocessor=dict(type=option_sim_postprocess, options="ABC"),
        ),
    )
]
