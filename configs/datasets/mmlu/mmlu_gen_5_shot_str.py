"""MMLU test as one text, after the subject's five dev questions."""

from mmengine.config import read_base

from evalbench.datasets.mmlu import MMLUDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import first_capital_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from .mmlu_subjects import mmlu_subjects

question = "{input}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\nAnswer:"

mmlu_datasets = [
    dict(
        abbr=f"lukaemon_mmlu_{name}",
        type=MMLUDataset,
        path="mmlu",
        name=name,
        reader_cfg=dict(
            input_columns=["input", "A", "B", "C", "D"],
            output_column="target",
            train_split="dev",
            test_split="test",
        ),
        infer_cfg=dict(
            ice_template=dict(type=PromptTemplate, template=question + " {target}\n"),
            prompt_template=dict(
                type=PromptTemplate,
                # two spaces before the subject: as in AISBench, so that scores compare
                template="The following are multiple choice questions (with answers) about  "
                f"{name.replace('_', ' ')}.\n\n</E>{question}",
                ice_token="</E>",
            ),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2, 3, 4]),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator),
            pred_postprocessor=dict(type=first_capital_postprocess, options="ABCD"),
        ),
    )
    for names in mmlu_subjects.values()
    for name in names
]
