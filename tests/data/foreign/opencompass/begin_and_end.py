from opencompass.openicl.icl_prompt_template import PromptTemplate
from opencompass.openicl.icl_retriever import FixKRetriever
from opencompass.openicl.icl_inferencer import GenInferencer
from opencompass.datasets import GSM8KDataset, gsm8k_dataset_postprocess, gsm8k_postprocess, Gsm8kEvaluator

framed_infer_cfg = dict(
    ice_template=dict(
        type=PromptTemplate,
        template=dict(round=[
            dict(role='HUMAN', prompt='Q: {question}'),
            dict(role='BOT', prompt='A: {answer}'),
        ])),
    prompt_template=dict(
        type=PromptTemplate,
        template=dict(
            begin=[
                dict(role='SYSTEM', fallback_role='HUMAN', prompt='Sums only.'),
                '</E>',
            ],
            round=[
                dict(role='HUMAN', prompt='Q: {question}'),
            ],
            end=[dict(role='HUMAN', prompt='End with a number.')]),
        ice_token='</E>'),
    retriever=dict(type=FixKRetriever, fix_id_list=list(range(1, 2))),
    inferencer=dict(type=GenInferencer))

framed_datasets = [
    dict(
        abbr='framed', type=GSM8KDataset, path='opencompass/gsm8k',
        reader_cfg=dict(input_columns=['question'], output_column='answer', train_split='test'),
        infer_cfg=framed_infer_cfg,
        eval_cfg=dict(
            evaluator=dict(type=Gsm8kEvaluator),
            pred_role='BOT',
            pred_postprocessor=dict(type=gsm8k_postprocess),
            dataset_postprocessor=dict(type=gsm8k_dataset_postprocess)))
]
