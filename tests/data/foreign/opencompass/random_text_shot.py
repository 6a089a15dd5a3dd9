from opencompass.openicl.icl_prompt_template import PromptTemplate
from opencompass.openicl.icl_retriever import RandomRetriever
from opencompass.openicl.icl_inferencer import GenInferencer
from opencompass.datasets import GSM8KDataset, gsm8k_dataset_postprocess, gsm8k_postprocess, Gsm8kEvaluator

drawn_datasets = [
    dict(
        abbr='drawn', type=GSM8KDataset, path='opencompass/gsm8k',
        reader_cfg=dict(input_columns='question', output_column='answer', test_range='[:2]'),
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate,
                template='Do sums.\n</E>Q: {question}\nA: {answer}',
                ice_token='</E>'),
            retriever=dict(type=RandomRetriever, ice_num=1, seed=7, ice_separator='\n', ice_eos_token='\n'),
            inferencer=dict(type=GenInferencer, stopping_criteria='Q:', max_out_len=33, max_seq_len=2048)),
        eval_cfg=dict(
            evaluator=dict(type=Gsm8kEvaluator),
            pred_postprocessor='gsm8k',
            dataset_postprocessor='gsm8k_dataset'))
]
