from ais_bench.benchmark.models import VLLMCustomAPIChatStream, VLLMCustomAPIStream
from ais_bench.benchmark.utils.postprocess.model_postprocessors import extract_non_reasoning_content

common = dict(
    attr='service', path='', model='m', stream=True, request_rate=0, retry=2, api_key='',
    host_ip='localhost', host_port=8080, enable_ssl=False, url='', max_out_len=32, batch_size=2,
    trust_remote_code=False, summarizer_abbr='paced')

models = [
    dict(common, type=VLLMCustomAPIChatStream, abbr='paced-chat',
         traffic_cfg=dict(burstiness=1.0), use_timestamp=False,
         generation_kwargs=dict(temperature=0.5, top_p=0.95, seed=None, repetition_penalty=1.03),
         pred_postprocessor=dict(type=extract_non_reasoning_content)),
    dict(common, type=VLLMCustomAPIStream, abbr='paced-text',
         generation_kwargs=dict(temperature=0.5, ignore_eos=False)),
]
