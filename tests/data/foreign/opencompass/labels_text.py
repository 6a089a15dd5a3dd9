from opencompass.openicl.icl_prompt_template import PromptTemplate
from opencompass.openicl.icl_retriever import ZeroRetriever
from opencompass.openicl.icl_inferencer import PPLInferencer
from opencompass.openicl.icl_evaluator import AccEvaluator
from opencompass.datasets import CEvalDataset

choice_reader_cfg = dict(
    input_columns=['question', 'A', 'B', 'C', 'D'], output_column='answer',
    train_split='dev', test_split='val', test_range='[1:]')

choice_infer_cfg = dict(
    prompt_template=dict(
        type=PromptTemplate,
        template={
            choice: f'问题：{{question}}\nA. {{A}}\nB. {{B}}\nC. {{C}}\nD. {{D}}\n答案：{choice}'
            for choice in ['A', 'B', 'C', 'D']
        }),
    retriever=dict(type=ZeroRetriever),
    inferencer=dict(type=PPLInferencer))

choice_datasets = [
    dict(
        abbr='choice-law', type=CEvalDataset, path='./data/ceval/formal_ceval', name='law',
        reader_cfg=choice_reader_cfg, infer_cfg=choice_infer_cfg,
        eval_cfg=dict(evaluator=dict(type=AccEvaluator)))
]
