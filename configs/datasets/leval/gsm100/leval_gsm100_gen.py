"""L-Eval, GSM8K after sixteen examples: a number, as a chat, no examples."""

from evalbench.datasets.leval import LEvalGSM100Dataset
from evalbench.evaluators.numeric import Gsm8kEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.leval import gsm100_dataset_postprocess, gsm100_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LEval_gsm100_datasets = [
    dict(
        abbr="LEval_gsm100",
        type=LEvalGSM100Dataset,
        path="LEval/LEval/Exam/gsm100.jsonl",
        name="gsm100",
        reader_cfg=dict(input_columns=["context", "question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin=[
                        dict(
                            role="SYSTEM",
                            fallback_role="HUMAN",
                            prompt="Given several question answer pairs, you need to follow a "
                            "similar format to answer the last question. Make sure the response "
                            "is end with The answer is _ . ",
                        )
                    ],
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="{context}\n\n{question}\n",
                        )
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=Gsm8kEvaluator),
            pred_postprocessor=dict(type=gsm100_postprocess),
            dataset_postprocessor=dict(type=gsm100_dataset_postprocess),
        ),
    )
]
