"""OpenAI-compatible services: vLLM, vLLM-MindSpore, SGLang, llama-server and their like.

Four names, because users type them: completions or chat, whole answer or stream.
"""

from dataclasses import dataclass

from evalbench.models.openai.service import CHAT, COMPLETIONS, OpenAIService


class VLLMCustomAPI(OpenAIService):
    """`/v1/completions`, the whole answer at once."""

    dialect = COMPLETIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class VLLMCustomAPIStream(OpenAIService):
    """`/v1/completions`, streamed."""

    dialect = COMPLETIONS
    stream: bool = True


class VLLMCustomAPIChat(OpenAIService):
    """`/v1/chat/completions`, the whole answer at once."""

    dialect = CHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class VLLMCustomAPIChatStream(OpenAIService):
    """`/v1/chat/completions`, streamed."""

    dialect = CHAT
    stream: bool = True
