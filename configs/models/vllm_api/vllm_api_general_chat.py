"""Chat of an OpenAI-compatible service, the whole answer at once."""

from mmengine.config import read_base

from evalbench.models.vllm_api import VLLMCustomAPIChat

with read_base():
    from .vllm_api_general import models as _completions

models = [
    dict(
        _completions[0],
        type=VLLMCustomAPIChat,
        abbr="vllm-api-general-chat",
        system_prompt="",
        chat_template_kwargs=dict(),  # dict(enable_thinking=False), say
    ),
]
