"""C-Eval val as one text, after the subject's five dev questions."""

from mmengine.config import read_base

from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from .ceval_gen_0_shot_str import ceval_datasets, question
    from .ceval_subjects import ceval_subjects

# The template shows and asks. Each example repeats the heading, so it stands twice at the top.
ceval_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate,
                template=f"以下是中国关于{ceval_subjects[dataset['name']][0]}考试的单项选择题，"
                f"请选出其中的正确答案。\n</E>{question}",
                ice_token="</E>",
            ),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2, 3, 4]),
            inferencer=dict(type=GenInferencer),
        ),
    )
    for dataset in ceval_datasets
]
