"""MGSM as a chat after its eight examples as rounds (own exemplars: AISBench shows test rows)."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

with read_base():
    from .mgsm_gen_0_shot_cot_chat_prompt import mgsm_datasets
    from .mgsm_languages import mgsm_instructions

mgsm_datasets = [
    dict(
        dataset,
        reader_cfg=dict(dataset["reader_cfg"], train_split="exemplars"),
        infer_cfg=dict(
            dataset["infer_cfg"],
            ice_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(role="HUMAN", prompt=instruction + "\n\n{question}"),
                        dict(role="BOT", prompt="{answer}\n"),
                    ],
                ),
            ),
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin="</E>",
                    round=[
                        dict(role="HUMAN", prompt=instruction + "\n\n{question}"),
                        dict(role="BOT", prompt="{answer}"),
                    ],
                ),
                ice_token="</E>",
            ),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2, 3, 4, 5, 6, 7]),
        ),
    )
    for dataset, instruction in zip(mgsm_datasets, mgsm_instructions.values(), strict=True)
]
