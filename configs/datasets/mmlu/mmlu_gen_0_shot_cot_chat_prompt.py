"""MMLU test as a chat, no examples: the model reasons and ends with "Answer: $ANSWER"."""

from mmengine.config import read_base

from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import last_option_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from .mmlu_gen_5_shot_str import mmlu_datasets

mmlu_datasets = [
    dict(
        dataset,
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="There is a single choice question about "
                            f"{dataset['name'].replace('_', ' ')}. Answer the question by replying "
                            "A, B, C or D. The last line of your response should be of the form "
                            "Answer: $ANSWER (without quotes) where $ANSWER is the answer to the "
                            "question.\nQuestion: {input}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\n"
                            "Let's think step by step.",
                        ),
                        dict(role="BOT", prompt="{target}"),
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator),
            pred_postprocessor=dict(type=last_option_postprocess, options="ABCD"),
        ),
    )
    for dataset in mmlu_datasets
]
