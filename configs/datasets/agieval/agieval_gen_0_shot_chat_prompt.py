"""AGIEval's 21 sets as a chat, no examples: options, several options, and answers in words."""

from mmengine.config import read_base

from evalbench.datasets.agieval import AGIEvalDataset_v2
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.evaluators.math import MATHEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import first_option_postprocess
from evalbench.postprocessors.choices import first_options_postprocess
from evalbench.postprocessors.math import math_postprocess_v2
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from .agieval_sets import agieval_sets

hints = dict(chinese="答案是： ", english="The answer is ")
scoring = dict(
    single=dict(
        evaluator=dict(type=AccEvaluator),
        pred_postprocessor=dict(type=first_option_postprocess, options="ABCDE"),
    ),
    several=dict(
        evaluator=dict(type=AccEvaluator),
        pred_postprocessor=dict(type=first_options_postprocess, options="ABCD"),
    ),
    cloze=dict(
        evaluator=dict(type=MATHEvaluator),
        pred_postprocessor=dict(type=math_postprocess_v2),
    ),
)

agieval_datasets = [
    dict(
        abbr=f"agieval-{name}",
        type=AGIEvalDataset_v2,
        path="agieval",
        name=name,
        setting_name="zero-shot",
        reader_cfg=dict(input_columns=["question", "options"], output_column="label"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt=f"{intro}\n{{question}}\n"
                            + ("" if kind == "cloze" else "{options}\n")
                            + hints[language],
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=scoring[kind],
    )
    for name, (language, kind, intro) in agieval_sets.items()
]
