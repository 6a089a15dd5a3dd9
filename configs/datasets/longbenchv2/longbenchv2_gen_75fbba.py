"""LongBench v2 as a chat, no examples: a whole text, a question on it, four options."""

from evalbench.datasets.longbench_v2 import LongBenchv2Dataset
from evalbench.evaluators.accuracy import LongBenchv2Evaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import first_option_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

# Blanks and an open quotation mark: as in AISBench and OpenCompass, so that scores compare
LongBenchv2_datasets = [
    dict(
        abbr="LongBenchv2",
        type=LongBenchv2Dataset,
        path="LongBench-v2/data.json",
        reader_cfg=dict(
            input_columns=[
                *("context", "question", "choice_A", "choice_B", "choice_C", "choice_D"),
                *("difficulty", "length"),
            ],
            output_column="gold",
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="Please read the following text and answer the questions below."
                            "\n <text> \n {context} \n </text> \n \n"
                            " What is the correct answer to this question: {question} \n \n"
                            " Choices: \n (A) {choice_A} \n (B) {choice_B} \n (C) {choice_C} \n"
                            " (D) {choice_D} \n Let’s think step by step. Based on the above, what "
                            "is the single, most likely answer choice? Format your response as "
                            'follows: "The correct answer is (insert answer here)',
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchv2Evaluator),
            pred_postprocessor=dict(type=first_option_postprocess, options="ABCD"),
        ),
    )
]
