"""How the asking of a plan went."""

from collections.abc import Sequence
from typing import NamedTuple

from evalbench.errors import ServiceError


class Asked(NamedTuple):
    errors: Sequence[ServiceError] = ()  # what stopped whole loads
    anything: bool = True  # False: no service could be used, there is nothing to show
    failed: int = 0  # samples without an answer
    recorded: int = 0
    interrupted: bool = False  # by Ctrl-C; what was in flight was waited for
