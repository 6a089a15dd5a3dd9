"""From a template, examples and one row to the prompt that asks for the row's answer."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, NamedTuple

from evalbench.errors.config import (
    CHOICES_NOT_SHOWN,
    LABELS_ARE_COMPARED,
    NO_ICE_TEMPLATE,
    NO_ICE_TOKEN,
    NO_ROOM_FOR_TEXTS,
    NO_ROOM_FOR_TURNS,
    NO_TEMPLATE,
    UNKNOWN_FIELD,
)
from evalbench.errors.data import EXAMPLE_WITHOUT_LABEL
from evalbench.prompts.roles import Turn, as_said, for_generation
from evalbench.prompts.template import SECTIONS, PromptTemplate, role_of
from evalbench.types import Json, Prompt

Fields = Mapping[str, Json]

_FIELD = re.compile(r"\{([^{}]*)\}")
_LOOKS_LIKE = re.compile(r"(?<![\\\w{}^_])\{([A-Za-z_]\w*)\}(?!\})")


def render(
    prompt_template: PromptTemplate | None,
    ice_template: PromptTemplate | None,
    examples: Sequence[Fields],
    fields: Fields,
    output_column: str | None,
) -> Prompt:
    """The prompt that asks for the output column of one row, after the examples.

    `examples` are whole rows, `fields` is the row that is asked. Without a prompt template the ice
    template asks as well. A text template gives a text, its examples each followed by a line break;
    a turn template gives messages. Raises ConfigError when the examples have no place.
    """
    template = _asking(prompt_template, ice_template, examples)
    if template.labels:
        raise LABELS_ARE_COMPARED(labels=", ".join(template.labels))
    asked = {**fields, output_column: ""} if output_column else fields
    shown = "".join(_example_text(ice_template, row, output_column) for row in examples)
    if isinstance(template.template, str):
        return _fill_around(template.template, template.ice_token, shown, asked)
    turns = [turn for row in examples for turn in _example_turns(ice_template, row, output_column)]
    return for_generation(list(_turns(template, turns, shown, asked)))


class Labelled(NamedTuple):
    """The prompt of one label, and the end of it that the prompts of other labels do not share.

    Of messages the end is what it says in the last of them, a text for each.
    """

    prompt: Prompt
    continuation: tuple[str, ...]


class Shared(NamedTuple):
    """What the templates of all labels begin with: whole items, and letters of the next one."""

    items: int
    letters: int


def render_label(
    label: str,
    prompt_template: PromptTemplate | None,
    ice_template: PromptTemplate | None,
    examples: Sequence[Fields],
    fields: Fields,
    output_column: str | None,
    choices: str | None = None,
) -> Labelled:
    """The prompt that ends in one label. Parameters as those of `render`.

    `choices`: the column whose field the label fills, in a template that has no labels.
    """
    templates = _asking(prompt_template, ice_template, examples)
    template = templates.of(label)
    asked = {**fields, output_column: ""} if output_column else dict(fields)
    shown = "".join(_example_text(ice_template, row, output_column) for row in examples)
    if choices:
        asked[choices] = label
    shared = before_choice(templates, choices) if choices else shared_part(templates)
    if isinstance(template.template, str):
        beginning, ending = template.template[: shared.letters], template.template[shared.letters :]
        begun = _fill_around(beginning, template.ice_token, shown, asked)
        ended = _fill_around(ending, template.ice_token, shown, asked)
        return Labelled(begun + ended, (ended,) if ended else ())
    turns = [turn for row in examples for turn in _example_turns(ice_template, row, output_column)]
    return _labelled_turns(template, turns, shown, asked, shared)


def _labelled_turns(
    template: PromptTemplate,
    examples: Sequence[Turn],
    shown: str,
    fields: Fields,
    shared: Shared,
) -> Labelled:
    said: list[Turn] = []
    own: list[Turn] = []  # what only this label says
    for number, item in enumerate(_items(template)):
        if isinstance(item, str):
            said += examples
            continue
        role, text, token = role_of(item), item["prompt"], template.ice_token
        common = shared.letters if number == shared.items else 0
        begun = _fill_around(text[:common], token, shown, fields)
        ended = _fill_around(text[common:], token, shown, fields)
        said.append(Turn(role, begun + ended))
        if number >= shared.items and ended:
            own.append(Turn(role, ended))
    return Labelled(as_said(said), tuple(message.content for message in as_said(own)))


def shared_part(template: PromptTemplate) -> Shared:
    """Cut back so that no field is split: what it is filled with may differ."""
    each = [template.of(label) for label in template.labels]
    if isinstance(each[0].template, str):
        return Shared(0, _common_letters([str(one.template) for one in each]))
    rounds = [_items(one) for one in each]
    for number, items in enumerate(zip(*rounds, strict=False)):
        if all(item == items[0] for item in items):
            continue
        if any(isinstance(item, str) for item in items) or len(set(map(role_of, items))) > 1:
            return Shared(number, 0)
        return Shared(number, _common_letters([item["prompt"] for item in items]))
    return Shared(min(map(len, rounds)), 0)


def before_choice(template: PromptTemplate, column: str) -> Shared:
    """What stands in front of the field that a row's own labels fill.

    Raises ConfigError for a template without it.
    """
    field = f"{{{column}}}"
    each = [template.template] if isinstance(template.template, str) else _items(template)
    for number, item in enumerate(each):
        text = item["prompt"] if isinstance(item, dict) else item
        if field in text:
            return Shared(number, text.index(field))
    raise CHOICES_NOT_SHOWN(column=column)


def has_more(template: PromptTemplate, shared: Shared) -> bool:
    """Whether the template of one label says more than what all of them begin with."""
    if isinstance(template.template, str):
        return len(template.template) > shared.letters
    own = [item for item in _items(template)[shared.items :] if not isinstance(item, str)]
    return any(len(item["prompt"]) > shared.letters * (n == 0) for n, item in enumerate(own))


def _items(template: PromptTemplate) -> list[Any]:
    return [item for section in SECTIONS for item in template.items(section)]


def _common_letters(texts: Sequence[str]) -> int:
    columns = zip(*texts, strict=False)
    common = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, columns))
    split = [
        match.start()
        for text in texts
        for match in _FIELD.finditer(text)
        if match.start() < common < match.end()
    ]
    return min(split, default=common)


def _asking(
    prompt_template: PromptTemplate | None,
    ice_template: PromptTemplate | None,
    examples: Sequence[Fields],
) -> PromptTemplate:
    template = prompt_template or ice_template
    if template is None:
        raise NO_TEMPLATE()
    if examples:
        _check_room(template, ice_template)
    return template


def check_fields(template: PromptTemplate | None, columns: Iterable[str]) -> None:
    """Raise ConfigError for a field of a template that all but names a column: `{quesiton}`."""
    known = sorted(columns)
    for name in _FIELD.findall(" ".join(template.texts())) if template else ():
        near = get_close_matches(name, known, n=1, cutoff=0.75)
        if name not in known and len(name) > 2 and near:
            raise UNKNOWN_FIELD(name=name, near=near[0])


def unknown_fields(template: PromptTemplate | None, columns: Container[str]) -> list[str]:
    """What looks like a field of a template and names no column: `{nope}`, no `^{n}` of LaTeX."""
    texts = " ".join(template.texts()) if template else ""
    return [name for name in dict.fromkeys(_LOOKS_LIKE.findall(texts)) if name not in columns]


def fill(text: str, fields: Fields) -> str:
    """The text with each `{name}` of a known field replaced by its value, None by nothing.

    One pass, so that a value is never searched: replacing field by field would turn the `{A}` in
    the question "solve {A} = {B}" into option A. Other braces stay as they are.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in fields:
            return match[0]
        found = fields[match[1]]
        return "" if found is None else str(found)

    return _FIELD.sub(value, text)


def _fill_around(text: str, ice_token: str | None, examples: str, fields: Fields) -> str:
    """Fill the parts around the token, and only then put in the examples: they are not searched."""
    parts = text.split(ice_token) if ice_token else [text]
    return examples.join(fill(part, fields) for part in parts)


def _turns(
    template: PromptTemplate, examples: Sequence[Turn], shown: str, fields: Fields
) -> Iterator[Turn]:
    last = template.items("round")[-1]
    # the model speaks where the round ends with BOT; what comes after that is not said yet
    answered = not isinstance(last, str) and role_of(last) == "BOT"
    for section in ("begin", "round") if answered else SECTIONS:
        for item in template.items(section):
            if isinstance(item, str):
                yield from examples
            else:
                text = _fill_around(item["prompt"], template.ice_token, shown, fields)
                yield Turn(role_of(item), text)


def _example_turns(
    templates: PromptTemplate | None, row: Fields, output_column: str | None
) -> list[Turn]:
    """One example as turns: the round alone, with its answer; no turns for a text template."""
    if templates is None:
        return []
    template = _of_example(templates, row, output_column)
    return [
        Turn(role_of(item), _fill_around(item["prompt"], template.ice_token, "", row))
        for item in template.items("round")
        if not isinstance(item, str)
    ]


def _example_text(templates: PromptTemplate | None, row: Fields, output_column: str | None) -> str:
    if templates is None:
        return ""
    template = _of_example(templates, row, output_column)
    if not isinstance(template.template, str):
        return ""
    return _fill_around(template.template, template.ice_token, "", row) + "\n"


def _of_example(
    templates: PromptTemplate, row: Fields, output_column: str | None
) -> PromptTemplate:
    """That of the label which is the example's own answer."""
    if not templates.labels:
        return templates
    gold = str(row.get(output_column or ""))
    if gold not in templates.labels:
        raise EXAMPLE_WITHOUT_LABEL(gold=gold, labels=", ".join(templates.labels))
    return templates.of(gold)


def _check_room(template: PromptTemplate, ice_template: PromptTemplate | None) -> None:
    """Examples that no part of the prompt would show are an error, not a silent zero-shot run."""
    if ice_template is None:
        raise NO_ICE_TEMPLATE()
    if template.ice_token is None:
        raise NO_ICE_TOKEN()
    if ice_template.is_text and not template.token_in_text:
        raise NO_ROOM_FOR_TEXTS()
    if not ice_template.is_text and not template.token_among_turns:
        raise NO_ROOM_FOR_TURNS()
