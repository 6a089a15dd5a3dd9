"""Server-sent events: from stamped socket reads to stamped events. Pure, and on bytes.

Source of the format: WHATWG HTML, section "Server-sent events". Lines end in LF, CR or CRLF, and in
nothing else: U+2028 inside a JSON string is text, which `str.splitlines` gets wrong.
"""

import re
from collections.abc import Iterable, Iterator

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


def data_events(reads: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """The payload of each event, with the stamp of the read that completed its last data line.

    Comments (pings) and fields other than `data` are passed over; several data lines are joined by
    LF. An event that the end of the stream cut short of its blank line still counts, as long as
    its line was whole or the stream ended there.
    """
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


def _lines(reads: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Lines without their ends, each with the stamp of the read in which it ended."""
    pieces: list[bytes] = []  # of the line that is not yet whole: joined once, however many reads
    after_cr = False  # the last read ended in CR: a LF at the start of the next belongs to it
    at_ns, first = 0, True
    for at_ns, chunk in reads:
        rest = chunk.removeprefix(_BOM) if first else chunk
        first = False
        if after_cr and rest.startswith(b"\n"):
            rest = rest[1:]
        if chunk:
            after_cr = chunk.endswith(b"\r")
        *whole, tail = _LINE_END.split(rest)
        for line in whole:
            yield at_ns, b"".join([*pieces, line])
            pieces = []
        if tail:
            pieces.append(tail)
    if pieces:
        yield at_ns, b"".join(pieces)
