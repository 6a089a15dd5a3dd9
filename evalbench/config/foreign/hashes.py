"""The six digits by which OpenCompass names prompts: configs with the same ones ask the same."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evalbench.config.foreign.names import name_of

Raw = Mapping[str, Any]

_HASHED = re.compile(r".+_([0-9a-f]{6})")
# where OpenCompass's own configs import a class of each kind from: that enters the hash
_MODULES = {
    "prompt_template": "opencompass.openicl.icl_prompt_template",
    "ice_template": "opencompass.openicl.icl_prompt_template",
    "retriever": "opencompass.openicl.icl_retriever",
    "inferencer": "opencompass.openicl.icl_inferencer",
}


def hash_in(stem: str) -> str | None:
    """Of `ceval_gen_5f30c7`: 5f30c7."""
    found = _HASHED.fullmatch(stem)
    return found[1] if found else None


def prompt_hash(datasets: Sequence[Raw]) -> str:
    """Over templates, retriever and inferencer of all of them, in their order.

    Source: OpenCompass, tools/update_dataset_suffix.py, which names its files by it.
    """
    each = [hashlib.sha256(_asked(raw).encode()).hexdigest() for raw in datasets]
    whole = each[0] if len(each) == 1 else hashlib.sha256(",".join(each).encode()).hexdigest()
    return whole[:6]


def _asked(raw: Raw) -> str:
    infer = {key: _theirs(key, value) for key, value in raw.get("infer_cfg", {}).items()}
    return json.dumps(infer, sort_keys=True, default=str)


def _theirs(key: str, value: Any) -> Any:
    if key not in _MODULES or not isinstance(value, Mapping):
        return value
    return {**value, "type": f"{_MODULES[key]}.{name_of(str(value.get('type')))}"}
