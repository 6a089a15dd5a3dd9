from mmengine.config import read_base
from opencompass.models import OpenAISDK

with read_base():
    from opencompass.configs.datasets.FewCLUE_bustm.FewCLUE_bustm_ppl_e53034 import bustm_datasets
    from opencompass.configs.datasets.gsm8k.gsm8k_gen import gsm8k_datasets

datasets = bustm_datasets + gsm8k_datasets

models = [
    dict(type=OpenAISDK, abbr='under-test', path='m', key='EMPTY',
         openai_api_base='http://127.0.0.1:8000/v1', query_per_second=0, max_out_len=64, batch_size=8)
]
