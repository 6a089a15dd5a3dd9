"""L-Eval, a long talk: its first, second or third topic, as a chat, no examples."""

from evalbench.datasets.leval import LEvalTopicRetrievalDataset
from evalbench.evaluators.leval import LEvalEMEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.leval import topic_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LEval_tr_datasets = [
    dict(
        abbr="LEval_topic_retrieval",
        type=LEvalTopicRetrievalDataset,
        path="LEval/LEval/Exam/topic_retrieval_longchat.jsonl",
        name="topic_retrieval_longchat",
        reader_cfg=dict(input_columns=["context", "question"], output_column="answer"),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    begin=[
                        dict(
                            role="SYSTEM",
                            fallback_role="HUMAN",
                            prompt="Below is a record of our previous conversation on many "
                            "different topics. You are the ASSISTANT, and I am the USER. At the "
                            "beginning of each topic, the USER will say 'I would like to "
                            "discuss the topic of <TOPIC>'. Memorize each <TOPIC>. At the end "
                            "of the record, I will ask you to retrieve the first/second/third "
                            "topic names. Now the record start.",
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
            evaluator=dict(type=LEvalEMEvaluator),
            pred_postprocessor=dict(type=topic_postprocess),
        ),
    )
]
