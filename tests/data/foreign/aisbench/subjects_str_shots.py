from ais_bench.benchmark.openicl.icl_prompt_template import PromptTemplate
from ais_bench.benchmark.openicl.icl_retriever import FixKRetriever
from ais_bench.benchmark.openicl.icl_inferencer import GenInferencer
from ais_bench.benchmark.openicl.icl_evaluator import AccEvaluator
from ais_bench.benchmark.datasets import MMLUDataset
from ais_bench.benchmark.utils.postprocess.text_postprocessors import first_capital_postprocess

few_shot_all_sets = ['astronomy', 'virology']

few_shot_datasets = []
for _name in few_shot_all_sets:
    _hint = f'These are multiple choice questions about {_name}.\n\n'
    few_shot_datasets.append(dict(
        abbr=f'few_shot_{_name}',
        type=MMLUDataset,
        path='ais_bench/datasets/mmlu/',
        name=_name,
        reader_cfg=dict(input_columns=['input', 'A', 'B', 'C', 'D'], output_column='target', train_split='dev'),
        infer_cfg=dict(
            ice_template=dict(
                type=PromptTemplate,
                template='{input}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\nAnswer: {target}\n'),
            prompt_template=dict(
                type=PromptTemplate,
                template=_hint + '</E>{input}\nA. {A}\nB. {B}\nC. {C}\nD. {D}\nAnswer:',
                ice_token='</E>'),
            retriever=dict(type=FixKRetriever, fix_id_list=[0, 1, 2]),
            inferencer=dict(type=GenInferencer)),
        eval_cfg=dict(
            evaluator=dict(type=AccEvaluator), pred_postprocessor=dict(type=first_capital_postprocess))))
del _name
