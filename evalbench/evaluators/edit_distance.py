"""Right or wrong by likeness: the option that a reply is nearest to is its answer."""

from typing import ClassVar

from evalbench.types import RIGHT, WRONG, Grade, Json


class EDAccEvaluator:
    """The option with the least edit distance to the answer is the right one.

    The reference has `candidates`, for every option a text or the ways to state it, and `label`,
    the place of the right one. An answer that is one of the ways needs no measuring. Of options at
    the same distance the first counts. Source: OpenCompass's rule of that name; it always finds
    some option, so an extractor that knows when there is none belongs before it.
    """

    metric: ClassVar[str] = "accuracy"
    waits: ClassVar[bool] = False

    def grade(self, answer: str, reference: Json) -> Grade:
        """Right or wrong."""
        candidates = [
            [ways] if isinstance(ways, str) else list(ways) for ways in reference["candidates"]
        ]
        same = [place for place, ways in enumerate(candidates) if answer in ways]
        if not same:
            distances = [min(edit_distance(way, answer) for way in ways) for ways in candidates]
            same = [distances.index(min(distances))]
        return RIGHT if same[0] == reference["label"] else WRONG


def edit_distance(pattern: str, text: str) -> int:
    """How many characters have to be put in, taken out or changed to make one of the other.

    All of a column of the table at once, as the bits of two integers: Hyyrö 2001, after Myers 1999.
    """
    if not pattern:
        return len(text)
    places: dict[str, int] = {}
    for at, char in enumerate(pattern):
        places[char] = places.get(char, 0) | 1 << at
    full, last = (1 << len(pattern)) - 1, 1 << len(pattern) - 1
    more, less, distance = full, 0, len(pattern)
    for char in text:
        match = places.get(char, 0)
        diagonal = (((match & more) + more) ^ more) | match | less
        up = less | ~(diagonal | more) & full
        down = diagonal & more
        distance += bool(up & last) - bool(down & last)
        up = up << 1 & full | 1
        more = down << 1 & full | ~(diagonal | up) & full
        less = up & diagonal
    return distance
