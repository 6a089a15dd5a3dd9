"""L-Eval, science fiction: true or false in its world, as a chat, no examples."""

from evalbench.datasets.leval import LEvalSciFiDataset
from evalbench.evaluators.leval import SciFiEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.leval import sci_fi_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LEval_sci_fi_datasets = [
    dict(
        abbr="LEval_sci_fi",
        type=LEvalSciFiDataset,
        path="LEval/LEval/Exam/sci_fi.jsonl",
        name="sci_fi",
        reader_cfg=dict(input_columns=["context", "question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin=[
                        dict(
                            role="SYSTEM",
                            fallback_role="HUMAN",
                            prompt="Now you are given a scientific fiction. I will ask you some "
                            'questions and the answer should be "True" or "False". Notice that '
                            "you should answer the question based on the evidence in the "
                            "document instead of your background knowledge.",
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
            evaluator=dict(type=SciFiEvaluator),
            pred_postprocessor=dict(type=sci_fi_postprocess),
        ),
    )
]
