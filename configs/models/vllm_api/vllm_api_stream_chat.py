"""Chat of an OpenAI-compatible service, streamed: the one to measure with."""

from mmengine.config import read_base

from evalbench.models.vllm_api import VLLMCustomAPIChatStream

with read_base():
    from .vllm_api_general_chat import models as _chat

models = [
    dict(_chat[0], type=VLLMCustomAPIChatStream, abbr="vllm-api-stream-chat"),
]
