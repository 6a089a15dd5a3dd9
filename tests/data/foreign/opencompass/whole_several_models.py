from mmengine.config import read_base
from opencompass.models import OpenAI, OpenAISDK
from opencompass.partitioners import NaivePartitioner, SizePartitioner
from opencompass.runners import LocalRunner, SlurmSequentialRunner
from opencompass.summarizers import DefaultSummarizer
from opencompass.tasks import OpenICLEvalTask, OpenICLInferTask

with read_base():
    from .suite.subjects_gen import subject_datasets
    from .self_consistency import sums_datasets

datasets = [*subject_datasets, *sums_datasets]

first_model = [
    dict(type=OpenAI, abbr='first', path='a', key='EMPTY', openai_api_base='http://127.0.0.1:8000/v1',
         query_per_second=0, batch_size=4, temperature=0)
]
second_model = [
    dict(type=OpenAISDK, abbr='second', path='b', key='EMPTY', openai_api_base='http://127.0.0.1:8000/v1',
         query_per_second=0, batch_size=4, run_cfg=dict(num_gpus=0, num_procs=1))
]
models = sum([v for k, v in locals().items() if k.endswith('_model')], [])

summarizer = dict(
    type=DefaultSummarizer,
    dataset_abbrs=['subjects', ['sums_sc', 'accuracy']],
    summary_groups=[
        dict(name='subjects', subsets=['lukaemon_mmlu_astronomy', 'lukaemon_mmlu_virology'],
             weights={'lukaemon_mmlu_astronomy': 1, 'lukaemon_mmlu_virology': 3}),
    ])

infer = dict(
    partitioner=dict(type=SizePartitioner, max_task_size=2000, gen_task_coef=1),
    runner=dict(type=SlurmSequentialRunner, max_num_workers=32, retry=2,
                task=dict(type=OpenICLInferTask)))
eval = dict(
    partitioner=dict(type=NaivePartitioner, n=10),
    runner=dict(type=LocalRunner, max_num_workers=16, task=dict(type=OpenICLEvalTask)))

work_dir = './outputs/several/'
lark_bot_url = 'https://open.feishu.cn/open-apis/bot/v2/hook/none'
