"""MGSM as a chat, no examples, each language asked in its own: reasoning, then a line "Answer:"."""

from mmengine.config import read_base

from evalbench.datasets.mgsm import MGSMSDataset
from evalbench.evaluators.numeric import MGSM_Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.mgsm import mgsm_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from .mgsm_languages import mgsm_instructions

mgsm_datasets = [
    dict(
        abbr=f"mgsm_{lang}",
        type=MGSMSDataset,
        path=f"mgsm/mgsm_{lang}.tsv",
        reader_cfg=dict(input_columns=["question"], output_column="answer", train_split="test"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(role="HUMAN", prompt=instruction + "\n\n{question}"),
                        dict(role="BOT", prompt="{answer}"),
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=MGSM_Evaluator),
            pred_postprocessor=dict(type=mgsm_postprocess, lang=lang),
        ),
    )
    for lang, instruction in mgsm_instructions.items()
]
