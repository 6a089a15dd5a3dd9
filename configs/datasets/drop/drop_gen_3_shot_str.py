"""DROP dev as one text after three questions (own exemplars: rows 0, 1000 and 2000 of train)."""

from mmengine.config import read_base

from evalbench.inferencers.generate import GenInferencer
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from .drop_gen_0_shot_str import drop_datasets

drop_datasets = [
    dict(
        dataset,
        reader_cfg=dict(dataset["reader_cfg"], train_split="train"),
        infer_cfg=dict(
            ice_template=dict(type=PromptTemplate, template="---\n{prompt} {completion}\n"),
            prompt_template=dict(
                type=PromptTemplate,
                template="You will be asked to read a passage and answer a question. Think step by "
                'step, then write a line of the form "Answer: $ANSWER" at the end of your '
                "response. Some examples of passages and Q&A are provided below.\n\n"
                "# Examples\n</E># Your Task\n\n---\n{prompt}",
                ice_token="</E>",
            ),
            # of different passages, whose questions stand together
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1000, 2000]),
            inferencer=dict(type=GenInferencer),
        ),
    )
    for dataset in drop_datasets
]
