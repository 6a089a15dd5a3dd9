"""L-Eval, a long library: what a program prints that calls it, as a chat, no examples."""

from evalbench.datasets.leval import LEvalCodeUDataset
from evalbench.evaluators.leval import CodeUEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.leval import code_u_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LEval_code_u_datasets = [
    dict(
        abbr="LEval_code_u",
        type=LEvalCodeUDataset,
        path="LEval/LEval/Exam/codeU.jsonl",
        name="codeU",
        reader_cfg=dict(input_columns=["context", "question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin=[
                        dict(
                            role="SYSTEM",
                            fallback_role="HUMAN",
                            prompt="Now you are given a code base consisting of a large amount of "
                            "functions and the corresponding comments. In the end, I will call "
                            "some functions defined in the code base. Please carefully read "
                            "these codes and comments and answer the question.",
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
            evaluator=dict(type=CodeUEvaluator),
            pred_postprocessor=dict(type=code_u_postprocess),
        ),
    )
]
