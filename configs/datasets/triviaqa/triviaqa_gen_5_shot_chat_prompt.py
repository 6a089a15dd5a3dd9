"""TriviaQA dev as a chat, after the first five questions of test."""

from evalbench.datasets.triviaqa import TriviaQADataset
from evalbench.evaluators.triviaqa import TriviaQAEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.short_answer import triviaqa_first_line_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.fixed import FixKRetriever

question = (
    "Answer the question, your answer should be as simple as possible, start your answer with the "
    "prompt 'The answer is '.\nQ: {question}?"
)

triviaqa_datasets = [
    dict(
        abbr="triviaqa_5shot",
        type=TriviaQADataset,
        path="triviaqa",
        reader_cfg=dict(
            input_columns=["question"],
            output_column="answer",
            train_split="test",
            test_split="dev",
        ),
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(role="HUMAN", prompt=question),
                        dict(role="BOT", prompt="A: The answer is {answer}.\n"),
                    ]
                ),
            ),
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin="</E>",
                    round=[
                        dict(role="HUMAN", prompt=question),
                        dict(role="BOT", prompt="A:"),
                    ],
                ),
                ice_token="</E>",
            ),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2, 3, 4]),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=TriviaQAEvaluator),
            pred_postprocessor=dict(type=triviaqa_first_line_postprocess),
        ),
    )
]
