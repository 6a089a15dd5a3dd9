from opencompass.openicl.icl_prompt_template import PromptTemplate
from opencompass.openicl.icl_retriever import FixKRetriever
from opencompass.openicl.icl_inferencer import PPLInferencer
from opencompass.openicl.icl_evaluator import AccwithDetailsEvaluator
from opencompass.datasets import MMLUDataset

_hint = 'These are questions about astronomy.\n\n'
_question = '{input}\nA. {A}\nB. {B}\nC. {C}\nD. {D}'

scored_datasets = [
    dict(
        abbr='scored', type=MMLUDataset, path='opencompass/mmlu', name='astronomy',
        reader_cfg=dict(
            input_columns=['input', 'A', 'B', 'C', 'D'], output_column='target', train_split='dev'),
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate,
                template={
                    answer: dict(
                        begin='</E>',
                        round=[
                            dict(role='HUMAN', prompt=f'{_hint}{_question}'),
                            dict(role='BOT', prompt=f'Answer: {answer}'),
                        ])
                    for answer in 'ABCD'
                },
                ice_token='</E>'),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 2]),
            inferencer=dict(type=PPLInferencer)),
        eval_cfg=dict(evaluator=dict(type=AccwithDetailsEvaluator)))
]
