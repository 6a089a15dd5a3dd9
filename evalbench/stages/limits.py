"""Limits that a run may meet: open files of this host, the context length of the model."""

from typing import NamedTuple

import msgspec

from evalbench.config.model import ModelConfig
from evalbench.errors.entries import Phrase
from evalbench.open_files import most

_OF_ITS_OWN = 64  # files that a process has open beside its connections


class OpenFiles(NamedTuple):
    needed: int
    allowed: int | None  # None: as many as one likes


def open_files(batch_size: int) -> OpenFiles:
    """One connection for each request in flight."""
    return OpenFiles(batch_size + _OF_ITS_OWN, most())


def too_few_files(model: ModelConfig) -> tuple[Phrase, Phrase] | None:
    """What will happen, and what to change; None where there is nothing to say."""
    batch_size = model.asking.batch_size
    needed, allowed = open_files(batch_size)
    if allowed is None or needed <= allowed:
        return None
    room = max(allowed - _OF_ITS_OWN, 1)
    return (
        Phrase(
            f"batch_size {batch_size} needs {needed} open files, allowed {allowed}",
            f"batch_size {batch_size} 需要打开 {needed} 个文件，只允许 {allowed} 个",
        ),
        Phrase(
            f"ulimit -Hn {needed} (as root), or --batch-size {room}",
            f"ulimit -Hn {needed} (需 root)，或 --batch-size {room}",
        ),
    )


def no_room(model: ModelConfig, context: int | None) -> tuple[Phrase, Phrase] | None:
    """The same for answers that leave no token of the context to any prompt."""
    wanted = most_tokens(model)
    if context is None or wanted is None or wanted < context:
        return None
    return (
        Phrase(
            f"max_out_len {wanted} leaves a prompt no room in a context of {context} tokens",
            f"上下文只有 {context} 个 token，max_out_len {wanted} 没有给提示留下空间",
        ),
        Phrase(
            f"--max-out-len {context // 2} (max_out_len), or --max-model-len of the server: "
            f"{wanted} and the longest prompt",
            f"--max-out-len {context // 2} (max_out_len)，或服务端 --max-model-len："
            f"{wanted} 加上最长的提示",
        ),
    )


def most_tokens(model: ModelConfig) -> int | None:
    """Output tokens of an answer at most, where no row says otherwise; None: not limited."""
    body = msgspec.json.decode(model.protocol.request("limit", "", None).body)
    said = body.get("max_tokens", body.get("max_completion_tokens"))
    return said if isinstance(said, int) else None
