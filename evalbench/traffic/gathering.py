"""How long what a crowd of streams sends may gather before it is read.

Fewer and fuller turns take less of a core, which others may need: the server, say. The kernel's
stamps do not suffer by it, unless two tokens of one stream come together; and whoever waits for a
slot waits for the end of an answer to be read.
"""

_CROWD = 32  # streams
_MOST_NS = 4_000_000
_OF_A_GAP = 5  # a part of the time from one read of a stream to its next
_OF_AN_ANSWER = 100  # a part of the time that an answer takes


class Gathering:
    """Learns from what a load was like a moment ago."""

    def __init__(self) -> None:
        self._pause_ns = 0
        self._known = (0, 0, 0)  # instant, reads, answers

    def learn(self, now_ns: int, streams: int, reads: int, answers: int) -> None:
        """`reads` and `answers` are of the load so far."""
        before_ns, reads_before, answers_before = self._known
        self._known = now_ns, reads, answers
        spent_ns = streams * (now_ns - before_ns)  # by all streams together
        self._pause_ns = min(
            _MOST_NS,
            spent_ns // max(1, reads - reads_before) // _OF_A_GAP,
            spent_ns // max(1, answers - answers_before) // _OF_AN_ANSWER,
        )

    def pause_ns(self, streams: int) -> int:
        """From one look at the network to the next; 0 where reads must not wait."""
        return self._pause_ns if streams >= _CROWD else 0
