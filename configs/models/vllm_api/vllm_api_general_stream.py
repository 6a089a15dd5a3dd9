"""Completions of an OpenAI-compatible service, streamed."""

from mmengine.config import read_base

from evalbench.models.vllm_api import VLLMCustomAPIStream

with read_base():
    from .vllm_api_general import models as _completions

models = [
    dict(_completions[0], type=VLLMCustomAPIStream, abbr="vllm-api-general-stream"),
]
