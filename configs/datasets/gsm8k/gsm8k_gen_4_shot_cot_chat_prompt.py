"""GSM8K test as a chat after four answered rounds (own exemplars, as in the str variant)."""

from mmengine.config import read_base

from evalbench.prompts.template import PromptTemplate

with read_base():
    from .gsm8k_gen_4_shot_cot_str import gsm8k_datasets

question = "Question: {question}\nLet's think step by step\nAnswer:"

gsm8k_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            dataset["infer_cfg"],
            ice_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(role="HUMAN", prompt=question),
                        dict(role="BOT", prompt="{solution}\nThe answer is {final}\n"),
                    ],
                ),
            ),
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin="</E>",
                    round=[
                        dict(role="HUMAN", prompt=question),
                        dict(role="BOT", prompt="{answer}"),
                    ],
                ),
                ice_token="</E>",
            ),
        ),
    )
    for dataset in gsm8k_datasets
]
