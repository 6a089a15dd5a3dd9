"""Limits that a run may meet: open files of this host, the context length of the model."""

import resource
from typing import NamedTuple

import msgspec

from evalbench.config.schema import ModelConfig

_OF_ITS_OWN = 64  # files that a process has open beside its connections


class OpenFiles(NamedTuple):
    needed: int
    allowed: int | None  # None: as many as one likes


def open_files(batch_size: int) -> OpenFiles:
    """One connection for each request in flight. Processes raise their soft limit to the hard."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return OpenFiles(batch_size + _OF_ITS_OWN, None if hard == resource.RLIM_INFINITY else hard)


def most_tokens(model: ModelConfig) -> int | None:
    """Output tokens of an answer at most, where no row says otherwise; None: not limited."""
    body = msgspec.json.decode(model.protocol.request("limit", "", None).body)
    said = body.get("max_tokens", body.get("max_completion_tokens"))
    return said if isinstance(said, int) else None
