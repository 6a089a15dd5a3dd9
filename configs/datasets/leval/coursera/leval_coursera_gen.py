"""L-Eval, lectures of Coursera: one or more of four options, as a chat, no examples."""

from evalbench.datasets.leval import LEvalCourseraDataset
from evalbench.evaluators.leval import LEvalOptionsEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choices import first_capital_postprocess_multi
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LEval_coursera_datasets = [
    dict(
        abbr="LEval_coursera",
        type=LEvalCourseraDataset,
        path="LEval/LEval/Exam/coursera.jsonl",
        name="coursera",
        reader_cfg=dict(input_columns=["context", "question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin=[
                        dict(
                            role="SYSTEM",
                            fallback_role="HUMAN",
                            prompt="Now you are given a very long document. Please follow the "
                            "instruction based on this document. For multi-choice questions, "
                            "there could be a single correct option or multiple correct "
                            "options. Please only provide the letter corresponding to the "
                            "answer (like A or AB) when answering.",
                        )
                    ],
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="Document is as follows.\n{context}\n"
                            "Question:{question}\nAnswer:",
                        )
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LEvalOptionsEvaluator),
            pred_postprocessor=dict(type=first_capital_postprocess_multi, options="ABCD"),
        ),
    )
]
