"""Server-sent events: from stamped socket reads to stamped events. Pure, and on bytes.

Source of the format: WHATWG HTML, section "Server-sent events". Lines end in LF, CR or CRLF, and in
nothing else: U+2028 inside a JSON string is text, which `str.splitlines` gets wrong.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

_LINE_END = re.compile(rb"\r\n|\n|\r")
_DATA = b"data: "
_BOM = b"\xef\xbb\xbf"

Stamped = tuple[int, bytes]

# from the beginning of a line on; a chunk of HTTP/1.1 has its length, in hex, on a line of its own
_NOTHING_TOLD = re.compile(rb"(?:[\r\n]+|:[^\r\n]*|[0-9a-fA-F]+(?=\r\n))*")


class Heartbeats:
    """Tells the reads of one body that only keep it open from those that bring some of it.

    Comments (`: ping`) and empty lines bring nothing, nor does what HTTP/1.1 puts around chunks, so
    that a body may be given as it came over the wire; there a comment in two chunks passes for
    more, which is to err on the side of patience.
    """

    def __init__(self) -> None:
        self._begun = b""  # with what the line begins that the last read left without an end

    def only(self, read: bytes) -> bool:
        """Whether nothing else is in a read; it is told of every read once, in order."""
        seen = self._begun + read
        told = _NOTHING_TOLD.fullmatch(seen) is None
        begun = seen[max(seen.rfind(b"\n"), seen.rfind(b"\r")) + 1 :][:1]
        self._begun = b"!" if begun and begun != b":" else begun  # no hex digit, which might be one
        return not told


def data_events(reads: Sequence[Stamped]) -> Iterator[Stamped]:
    """The payload of each event, with the stamp of the read that completed its last data line.

    A line is complete with its line end; of CRLF, with the CR. Comments (pings) and fields other
    than `data` are passed over; several data lines are joined by LF. Other than in the standard, an
    event that the end of the stream cut short of its blank line still counts, and so does its last
    line without an end: it may be half a payload.
    """
    chunks = [chunk for _, chunk in reads]
    body = b"".join(chunks)
    blank = b"\r\n\r\n" if body.endswith(b"\r\n") else b"\n\n"
    each = list(map(itemgetter(slice(len(_DATA), -len(blank))), chunks))
    if _DATA + (blank + _DATA).join(each) + blank == body and _are_lines(each):
        return zip([at_ns for at_ns, _ in reads], each, strict=True)  # as nearly all: one a read
    payloads = _only_payloads(body, blank)
    return _events(reads) if payloads is None else _laid_along(payloads, len(blank), reads)


def _are_lines(payloads: Sequence[bytes]) -> bool:
    """Whether none of them has a line end of its own."""
    whole = b"".join(payloads)
    return b"\n" not in whole and b"\r" not in whole


def _only_payloads(body: bytes, blank: bytes) -> list[bytes] | None:
    """Cut at once a body that is `data: …` and a blank line, over and over; None for any other."""
    if not (body.startswith(_DATA) and body.endswith(blank)):
        return None
    payloads = body[len(_DATA) : -len(blank)].split(blank + _DATA)
    return payloads if _are_lines(payloads) else None


def _laid_along(payloads: list[bytes], blank: int, reads: Sequence[Stamped]) -> Iterator[Stamped]:
    """Payloads with the stamp of the read that brought the byte behind each: its line's end."""
    left = iter(reads)
    at_ns, arrived, place = 0, 0, -blank
    for payload in payloads:
        place += blank + len(_DATA) + len(payload)
        while arrived <= place:
            at_ns, chunk = next(left)
            arrived += len(chunk)
        yield at_ns, payload


def _events(reads: Iterable[Stamped]) -> Iterator[Stamped]:
    """Line by line: whatever the format allows."""
    data: list[bytes] = []
    stamp = 0
    for at_ns, line in _lines(reads):
        if line:
            value = _data_of(line)
            if value is not None:
                data.append(value)
                stamp = at_ns
        elif data:
            yield stamp, b"\n".join(data)
            data = []
    if data:
        yield stamp, b"\n".join(data)


def _data_of(line: bytes) -> bytes | None:
    if line.startswith(b"data:"):
        return line[6:] if line[5:6] == b" " else line[5:]
    return b"" if line == b"data" else None


def _lines(reads: Iterable[Stamped]) -> Iterator[Stamped]:
    """Lines without their ends, each with the stamp of the read in which it ended."""
    pieces: list[bytes] = []  # of the line that is not yet whole: joined once, however many reads
    after_cr = False  # the last read ended in CR: a LF at the start of the next belongs to it
    at_ns = 0
    for at_ns, chunk in _without_bom(reads):
        rest = chunk[1:] if after_cr and chunk.startswith(b"\n") else chunk
        after_cr = chunk.endswith(b"\r")
        *whole, tail = _LINE_END.split(rest)
        for line in whole:
            yield at_ns, b"".join([*pieces, line])
            pieces = []
        if tail:
            pieces.append(tail)
    if pieces:
        yield at_ns, b"".join(pieces)


def _without_bom(reads: Iterable[Stamped]) -> Iterator[Stamped]:
    """The reads that brought something, without a byte order mark, which may come in pieces."""
    left = iter(reads)
    head = b""
    for at_ns, chunk in left:
        head += chunk
        if len(head) >= len(_BOM) or not _BOM.startswith(head):
            rest = head.removeprefix(_BOM)
            if rest:
                yield at_ns, rest
            break
    yield from (read for read in left if read[1])
