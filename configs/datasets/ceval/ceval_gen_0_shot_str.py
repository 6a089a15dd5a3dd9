"""C-Eval val as one text, no examples: the model continues after "答案: "."""

from mmengine.config import read_base

from evalbench.datasets.ceval import CEvalDataset
from evalbench.evaluators.accuracy import AccEvaluator
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.choice import first_capital_postprocess
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

with read_base():
    from .ceval_subjects import ceval_subjects

question = "{question}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\n答案: {answer}"

ceval_datasets = [
    dict(
        abbr=f"ceval-{name}",
        type=CEvalDataset,
        path="ceval/formal_ceval",
        name=name,
        reader_cfg=dict(
            input_columns=["question", "A", "B", "C", "D"],
            output_column="answer",
            train_split="dev",
            test_split="val",
        ),
        infer_cfg=dict(
            prompt_template=dict(
                type=PromptTemplate,
                template=f"以下是中国关于{title}考试的单项选择题，请选出其中的正确答案。\n{question}",
            ),
            retriever=dict(type=ZeroRetriever),
            inferencer=dict(type=GenInferencer),
        ),
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator),
            pred_postprocessor=dict(type=first_capital_postprocess, options="ABCD"),
        ),
    )
    for name, (title, _) in ceval_subjects.items()
]
