"""PassageRetrieval-en of LongBench as a chat: which paragraph an abstract is of."""

from evalbench.datasets.longbench import LongBenchpassage_retrieval_enDataset
from evalbench.evaluators.longbench import LongBenchRetrievalEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.longbench import longbench_retrieval_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

LongBench_passage_retrieval_en_datasets = [
    dict(
        abbr="LongBench_passage_retrieval_en",
        type=LongBenchpassage_retrieval_enDataset,
        path="LongBench",
        name="passage_retrieval_en",
        reader_cfg=dict(
            input_columns=["context", "input"],
            output_column="answers",
            train_split="test",
            test_split="test",
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            prompt="Here are 30 paragraphs from Wikipedia, along with an "
                            "abstract. Please determine which paragraph the abstract is "
                            "from.\n\n"
                            "{context}\n\n"
                            "The following is an abstract.\n\n"
                            "{input}\n\n"
                            "Please enter the number of the paragraph that the abstract is "
                            'from. The answer format must be like "Paragraph 1", '
                            '"Paragraph 2", etc.\n\n'
                            "The answer is: ",
                        )
                    ]
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer, max_out_len=32),
        ),
        eval_cfg=dict(
            evaluator=dict(type=LongBenchRetrievalEvaluator),
            pred_postprocessor=dict(type=longbench_retrieval_postprocess),
        ),
    )
]
