"""Prompt templates in OpenCompass's notation: fields in braces, turns, and a place for examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalbench.errors import ConfigError
from evalbench.errors.suggestions import did_you_mean
from evalbench.prompts.roles import ROLES

SECTIONS = ("begin", "round", "end")
TURN_KEYS = ("role", "fallback_role", "prompt")


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A text, or the turns of a conversation, with `{field}` where a row's value goes.

    As turns: `dict(begin=[…], round=[dict(role="HUMAN", prompt="{question}"), …], end=[…])`, where
    `begin` and `end` may be left out. A turn whose role is none of HUMAN, BOT and SYSTEM is said by
    its `fallback_role`. `ice_token` marks the place of the examples: inside a text, or standing
    alone among the turns (`begin="</E>"`). Raises ConfigError for anything else.
    """

    template: str | dict[str, Any]
    ice_token: str | None = None

    def __post_init__(self) -> None:
        if self.ice_token == "":
            raise ConfigError("ice_token must not be empty", fix='ice_token="</E>"')
        if not isinstance(self.template, str):
            _check_sections(self.template, self.ice_token)
        if self.ice_token and not self.token_in_text and not self.token_among_turns:
            raise ConfigError(f"the ice_token {self.ice_token!r} is not in the template")

    def items(self, section: str) -> list[Any]:
        """Turns as dicts, and the ice token as itself; a text has no sections."""
        if isinstance(self.template, str):
            return []
        found = self.template.get(section, [])
        return [found] if isinstance(found, str) else list(found)

    def texts(self) -> list[str]:
        """Every text in which fields are filled."""
        if isinstance(self.template, str):
            return [self.template]
        items = [item for section in SECTIONS for item in self.items(section)]
        return [item["prompt"] for item in items if not isinstance(item, str)]

    @property
    def token_in_text(self) -> bool:
        """Whether examples may stand inside a text of the template."""
        return any(self.ice_token in text for text in self.texts() if self.ice_token)

    @property
    def token_among_turns(self) -> bool:
        """Whether examples may stand between the turns of the template."""
        return any(self.ice_token in self.items(section) for section in SECTIONS)


def role_of(turn: Mapping[str, Any]) -> str:
    """A key of ROLES."""
    return str(turn["role"] if turn.get("role") in ROLES else turn["fallback_role"])


def _check_sections(template: object, ice_token: str | None) -> None:
    if not isinstance(template, dict):
        raise ConfigError(f"template must be a text or dict(round=[…]), not {template!r}")
    for section, items in template.items():
        if section not in SECTIONS:
            raise ConfigError(
                f"a template has no section {section!r}", fix=did_you_mean(str(section), SECTIONS)
            )
        if not isinstance(items, str | list | tuple):
            raise ConfigError(f"{section} must be a list of turns, not {items!r}")
        for item in [items] if isinstance(items, str) else items:
            _check_item(item, section, ice_token)
    if not template.get("round"):
        raise ConfigError("a template of turns needs a round", fix='round=[dict(role="HUMAN", …)]')


def _check_item(item: object, section: str, ice_token: str | None) -> None:
    if isinstance(item, dict):
        _check_turn(item, section)
    elif not isinstance(item, str):
        raise ConfigError(f"a turn of {section} must be a dict, not {item!r}")
    elif item != ice_token:
        raise ConfigError(
            f"{section} holds the text {item!r}, which is not the ice_token",
            fix=f'dict(role="HUMAN", prompt={item!r})',
        )


def _check_turn(turn: dict[Any, Any], section: str) -> None:
    for key in turn:
        if key not in TURN_KEYS:
            raise ConfigError(
                f"a turn of {section} takes no {key!r}", fix=did_you_mean(str(key), TURN_KEYS)
            )
    if not isinstance(turn.get("prompt"), str):
        raise ConfigError(f"a turn of {section} needs a text as prompt, not {turn.get('prompt')!r}")
    if turn.get("role") not in ROLES and turn.get("fallback_role") not in ROLES:
        raise ConfigError(
            f"a turn of {section} has the role {turn.get('role')!r}",
            fix=f"known: {', '.join(ROLES)}",
        )
