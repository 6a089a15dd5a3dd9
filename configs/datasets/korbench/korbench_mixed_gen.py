"""KOR-Bench's mixed tasks as a chat: several rules or questions, answered in a JSON object."""

from evalbench.datasets.korbench_mixed import KORBenchMixedDataset
from evalbench.evaluators.korbench_mixed import KORBenchMixedEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.korbench_mixed import korbench_mixed_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

korbench_mixed_datasets = [
    dict(
        abbr=f"korbench_mixed_{mode}",
        type=KORBenchMixedDataset,
        path="korbench",
        mode=mode,
        reader_cfg=dict(
            input_columns=["rules", "questions"], output_column="gold", train_split="test"
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=dict(
                    round=[
                        dict(
                            role="HUMAN",
                            # word for word as its authors ask
                            prompt="You are an intelligent assistant capable of handling all types "
                            "of reasoning and problem-solving tasks. Below is the text of a set of "
                            "rules. Your task is to apply the appropriate rules to solve a series "
                            "of problems.\n\n"
                            "### Instructions:\n"
                            "1. Read each question carefully and rules to find something relevant "
                            "to that question.\n"
                            "2. Use the relevant rules to answer each question accurately.\n"
                            "3. Provide the final answers to all questions in JSON format.\n"
                            "  {\n"
                            '  "question1": "your answer",\n'
                            '  "question2": "your answer",\n'
                            '  "question3": "your answer",\n'
                            "  }\n\n"
                            "### Rules:\n\n{rules}\n\n### Questions:\n{questions}\n\n"
                            "### Answers:\n",
                        ),
                        dict(role="BOT", prompt=""),
                    ],
                ),
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=KORBenchMixedEvaluator),
            pred_postprocessor=dict(type=korbench_mixed_postprocess),
        ),
    )
    for mode in ("Multi-Q", "Multi-R", "Multi-RQ")
]
