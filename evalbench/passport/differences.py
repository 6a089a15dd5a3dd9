"""What differs between two runs, as their passports and configs tell. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from evalbench.config.options import IN_THE_CONFIG
from evalbench.passport.config import leaves
from evalbench.types import Json

_MOST_LINES = 20  # of one kind; a config has hundreds of values
_LONGEST = 80  # characters of a value
# other for each run, however alike
_OWN = frozenset({*IN_THE_CONFIG, "work_dir", "reuse", "debug"})
_KEYS = frozenset({"api_key", "api_key_env", "api_key_file"})
# of a model in /v1/models: when it was asked, and names that are drawn anew
_PASSING = ("created", "permission")


class Account(NamedTuple):
    """What is known of a run: its folder, its passport, its resolved config without secrets."""

    path: Path
    passport: Mapping[str, Any]
    config: Mapping[str, Any]


def differences(then: Account, now: Account) -> list[str]:
    """One line each: what it is now, and what it was. The first command of then is compared."""
    earlier, later = then.passport["commands"][0], now.passport["commands"][-1]
    return [
        *_changed("", earlier.get("versions"), later.get("versions")),
        *_changed("config ", _config(then), _config(now)),
        *_changed("selection ", _selection(then), _selection(now)),
        *_changed("option ", _options(earlier), _options(later)),
        *_data(then.passport.get("datasets", {}), now.passport["datasets"]),
        *_services(then.passport.get("models", {}), now.passport["models"]),
        *_changed("host ", earlier.get("host"), later.get("host")),
        *_changed("", _devices(earlier), _devices(later)),
    ]


def _config(account: Account) -> dict[str, Json]:
    """Without the places of keys: who says a key again may say it in another way."""
    keys = ("models", "datasets", "summarizer")
    found = leaves({key: account.config.get(key) for key in keys})
    return {path: value for path, value in found if path.rpartition(".")[2] not in _KEYS}


def _selection(account: Account) -> dict[str, Json]:
    found: dict[str, Json] = msgspec.to_builtins(account.passport.get("selection") or {})
    return found


def _options(command: Mapping[str, Any]) -> dict[str, Json]:
    said = command.get("options") or {}
    return dict(leaves({key: value for key, value in said.items() if key not in _OWN}))


def _devices(command: Mapping[str, Any]) -> dict[str, Json] | None:
    found = command.get("accelerators")
    return None if found is None else {"accelerators": found, "CANN": command.get("cann")}


def _data(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for abbr in {**then, **now}:
        before, after = then.get(abbr), now.get(abbr)
        if before is None or after is None:
            yield f"data set {abbr}: asked {'then' if after is None else 'now'} only"
        else:
            then_asked, now_asked = _asked(before), _asked(after)
            yield from _changed(
                f"data set {abbr} ",
                _known(then_asked, now_asked),
                _known(now_asked, then_asked),
            )


def _asked(dataset: Mapping[str, Any]) -> dict[str, Json]:
    """Without the places of the files: the same content elsewhere is no difference."""
    files = dataset.get("files")
    return {
        "version": dataset.get("version"),
        "samples": dataset.get("samples"),
        "files": None if files is None else sorted(str(each)[:12] for each in files.values()),
        "prompts": dataset.get("prompts_sha256"),
    }


def _known(values: Mapping[str, Json], also_in: Mapping[str, Json]) -> dict[str, Json]:
    """Those that both sides know: a run that ended early has found out less."""
    return {key: value for key, value in values.items() if None not in (value, also_in.get(key))}


def _services(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for abbr in now:
        before, after = (run.get(abbr, {}).get("service") for run in (then, now))
        if before is not None and after is not None:
            yield from _changed(f"service of {abbr} ", _told(before), _told(after))


def _told(service: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "version": service["version"],
        "models": _lasting(service["models"]),
        **{f"header {name}": value for name, value in service["headers"].items()},
    }


def _lasting(listed: Json) -> Json:
    """A list of models without what is new in each answer."""
    if isinstance(listed, Mapping):
        return {key: _lasting(each) for key, each in listed.items() if key not in _PASSING}
    return [_lasting(each) for each in listed] if isinstance(listed, list) else listed


def _changed(
    what: str, then: Mapping[str, Json] | None, now: Mapping[str, Json] | None
) -> list[str]:
    """None on one side: nothing is known of it there, and nothing is said."""
    if then is None or now is None:
        return []
    lines = [
        f"{what}{key}: {_shown(key, now)}, was {_shown(key, then)}"
        for key in {**then, **now}
        if then.get(key) != now.get(key)
    ]
    return _cut(lines)


def _shown(key: str, values: Mapping[str, Json]) -> str:
    text = repr(values[key]) if values.get(key) is not None else "not there"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _cut(lines: Sequence[str]) -> list[str]:
    left = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"… and {left} more"] if left > 0 else list(lines)
