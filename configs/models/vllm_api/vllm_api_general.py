"""Completions of an OpenAI-compatible service, the whole answer at once."""

from evalbench.models.vllm_api import VLLMCustomAPI

models = [
    dict(
        attr="service",
        type=VLLMCustomAPI,
        abbr="vllm-api-general",
        path="",  # folder of the tokenizer; only needed where the server counts no tokens
        model="",  # name as served; "" asks /v1/models
        request_rate=0,  # requests per second; 0: as fast as batch_size allows
        retry=2,  # sends after the first one, at most
        url="",  # wins over host_ip and host_port; with or without /v1
        host_ip="",  # "": $OPENAI_BASE_URL, or localhost
        host_port=8080,
        api_key="",  # better: a variable of the environment, named below
        api_key_env="OPENAI_API_KEY",
        max_out_len=512,
        batch_size=128,  # requests in flight
        trust_remote_code=False,  # of the tokenizer
        generation_kwargs=dict(temperature=0, ignore_eos=False),
    )
]
