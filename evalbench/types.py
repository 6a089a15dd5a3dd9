"""The values of a run, in the order in which one becomes the next.

Sample -> Prompt -> Request -> Exchange -> Reading -> Step -> Record -> Score -> Table

All but `Exchange` are frozen. `None` means unknown, never 0 or "". Instants are nanoseconds of
`clock.now_ns`; durations have their unit in the name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from msgspec import Struct, field

from evalbench.errors.entries import Phrase

Json = Any  # foreign JSON; the one place besides the config border where Any is honest


class Message(Struct, frozen=True):
    role: str
    content: str


Prompt = str | tuple[Message, ...]


class Sample(Struct, frozen=True):
    """One question of one data set, asked for the `repeat`-th time.

    Where answers are scored, not given, one of its answers (labels): each is a sample of its own.
    """

    dataset: str
    index: int
    fields: Mapping[str, Json]
    reference: Json
    repeat: int = 0
    max_out_len: int | None = None  # the row's own limit; None: the model's
    input_len: int | None = None  # tokens that its prompt was made to have
    timestamp_ms: float | None = None  # when it is due, on the clock of its trace
    label: str | None = None  # the answer in which its prompt ends; None: it is to be given
    place: int = 0  # of the label among those of the question

    @property
    def id(self) -> str:
        return self.question_id if self.label is None else f"{self.question_id}/{self.place}"

    @property
    def question_id(self) -> str:
        """The same for all labels of a question."""
        return f"{self.dataset}/{self.index}/{self.repeat}"


def right_answer(reference: Json) -> Json:
    """A reference of several parts has a right answer among them, as `canonical`, or none.

    Of a list of answers that are all accepted it is the first.
    """
    if isinstance(reference, Mapping):
        reference = reference.get("canonical")
    if isinstance(reference, list):
        reference = reference[0] if reference else None
    return reference


class Request(Struct, frozen=True):
    """What goes over the wire: everything is serialised before the clock starts."""

    id: str  # "<sample>/<step>"
    url: str
    body: bytes
    headers: tuple[tuple[str, str], ...]


FailureKind = Literal[
    "connect",  # no connection: refused, unreachable, name not found, TLS
    "timeout",
    "cancelled",  # broken off by the client itself
    "reset",  # the connection broke before the answer was whole
    "http",  # a status other than 200
    "html",  # a web page where an answer should be: a proxy, a wrong port
    "format",  # HTTP 200, but not what the API promises: broken JSON, another API
    "cut",  # a stream without [DONE] and without finish_reason
    "error_event",  # an error object inside an HTTP 200 stream
    "logprobs",  # an answer, but without the log-probabilities that were asked for
]


class Failure(Struct, frozen=True):
    """Why a request has no usable answer. A value, not an exception: it is data of the run."""

    kind: FailureKind
    message: str  # the server's own words where there are any
    status: int | None = None

    @property
    def cause(self) -> str:
        """The key under which failures are counted: `http 429`, say, or `timeout`."""
        return f"http {self.status}" if self.kind == "http" else self.kind

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later."""
        if self.kind == "http":
            return self.status in (408, 429) or (self.status or 0) >= 500
        return self.kind != "logprobs"


class Terms(Struct, frozen=True):
    """What a data set asks of every answer, before what its model is asked anyway.

    None and (): nothing of its own.
    """

    max_out_len: int | None = None  # tokens
    stop: tuple[str, ...] = ()  # texts at which an answer ends


class Way(Struct, frozen=True):
    """How connections to a service are made."""

    proxy: str = ""  # http://[user:password@]host:port; "": none
    verify: bool = True  # the certificate of the service
    ca_file: str = ""  # PEM; "": what the system trusts


class Timeouts(Struct, frozen=True):
    """Seconds after which a request is given up as a `timeout`. None: it may take for ever.

    For a token counts every read that brings some of the body, but for comments of a stream
    (`: ping`), which say only that a connection is open. An answer that is not streamed has its
    first token when its body begins.
    """

    connect: float | None = 30.0  # until a new connection is there, TLS included
    first_token: float | None = None  # from sent on
    between_tokens: float | None = None  # from one read with a token to the next
    total: float | None = None  # from sent to the end of the answer


class Exchange(Struct):
    """One attempt at one request: what came back, and when. Filled in as it happens."""

    scheduled_ns: int
    sent_ns: int = 0
    connect_ns: int | None = None  # duration; None when a warm connection was used
    headers_ns: int | None = None
    reads: list[tuple[int, bytes]] = field(default_factory=list)
    end_ns: int | None = None
    status: int | None = None
    content_type: str = ""
    retry_after_s: float | None = None  # when the server wants to be asked again, after the answer
    resent: bool = False  # on a fresh connection: the server had closed the idle one
    unreached: tuple[str, ...] = ()  # causes of sends before it, to a server that was gone
    worker: int | None = None  # the traffic process that sent it
    error: Failure | None = None


Channel = Literal["answer", "reasoning", "tool"]


class Event(NamedTuple):
    """One SSE data event. `channel` is None when it carries no output: role, finish, usage."""

    at_ns: int
    channel: Channel | None
    running_tokens: int | None = None  # output tokens so far, when the server tells them as it goes


class Likelihood(Struct, frozen=True):
    """How likely a model finds the tokens of a prompt: sums of natural log-probabilities.

    A prompt's first token has none. Its continuation is what a label puts behind the beginning that
    the prompts of all labels share.
    """

    tokens: int  # of the whole prompt, its first included
    total: float  # over all of them but the first
    start: int | None = None  # the continuation's first token; None: not found in their texts
    end: int | None = None  # the token behind its last
    continuation: float | None = None  # over its tokens
    # where it was not found: the prompt's last tokens, so that those of all labels can be compared
    tail: tuple[tuple[str, float], ...] = ()


class Completion(Struct, frozen=True):
    text: str
    reasoning: str | None = None
    tool_calls: Json = None
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    token_source: Literal["server"] | None = None  # None: the server did not say
    likelihood: Likelihood | None = None  # of the prompt, where that was asked for


class Reading(Struct, frozen=True):
    """What a model made of an exchange. A failure keeps the text that had arrived."""

    completion: Completion | None
    events: tuple[Event, ...] = ()
    failure: Failure | None = None


class Gaps(Struct, frozen=True):
    """The times between socket reads that carried output, of one request, as columns.

    Gap i lies between output read i and output read i + 1; `events[i]` and `tokens[i]` are what the
    later of the two brought.
    """

    ns: tuple[int, ...] = ()
    events: tuple[int, ...] | None = None  # None: one event a read, all along
    tokens: tuple[int | None, ...] | None = None  # None: the server told none of them

    def __len__(self) -> int:
        return len(self.ns)


class Times(Struct, frozen=True):
    """The instants of one request. Token instants are None without streaming."""

    scheduled_ns: int
    sent_ns: int
    connect_ns: int | None = None  # duration
    headers_ns: int | None = None
    first_event_ns: int | None = None
    first_token_ns: int | None = None
    first_answer_ns: int | None = None
    last_token_ns: int | None = None
    stream_end_ns: int | None = None
    output_events: int | None = None
    gaps: Gaps = Gaps()
    resent: bool = False
    worker: int | None = None


RESENT = "closed connection"  # in `Step.mended`: the server had closed it while it was idle


class Step(Struct, frozen=True):
    """One request of a sample after its last attempt."""

    prompt: Prompt
    completion: Completion | None
    times: Times
    attempts: int
    error: Failure | None = None
    # why earlier sends came to nothing, in order: causes of failures; RESENT; of outages too, which
    # are no attempts
    mended: tuple[str, ...] = ()


class Record(Struct, frozen=True):
    """One line of `predictions/<model>/<dataset>.jsonl`: a sample and all that it was answered."""

    id: str
    dataset: str
    index: int
    repeat: int
    reference: Json
    steps: tuple[Step, ...]
    conditions: str = ""  # fingerprint of all that is asked beside the prompt
    service: str | None = None  # where it was asked: a URL without a login; None: not noted

    @property
    def failed(self) -> bool:
        return not self.steps or any(step.error is not None for step in self.steps)


LAG_STEP_NS = 10_000  # what the lag of reads is counted to


class WorkerReport(Struct, frozen=True):
    """What one traffic process says of itself, from the start of the load to its last answer."""

    worker: int
    wall_ns: int
    cpu_ns: int
    starved_ns: int | None  # ready to run, but without a core; None where the system does not tell
    turns: int | None  # how often it was given a core
    reads: int
    kernel_stamped: int  # reads whose stamp is the kernel's: they do not wait for this process
    lag: Mapping[int, int]  # reads by how many LAG_STEP_NS they waited for this process


class LoadReport(Struct, frozen=True):
    """What the client says of itself after a load."""

    begun_ns: int
    ended_ns: int
    workers: tuple[WorkerReport, ...]
    lost: int = 0  # requests in flight in a traffic process that died
    deaths: tuple[str, ...] = ()  # of traffic processes: which, and why
    interrupted: bool = False  # stopped from outside before all was sent


class Extraction(Struct, frozen=True):
    r"""An answer found in a text, and the rule that found it.

    `stated` tells an answer that the text gives as its answer (`the answer is 5`, `\boxed{5}`)
    from one that was only picked up (the last number): in a text that was cut off, only the first
    counts.
    """

    answer: str | None
    rule: str  # "none" when there is no answer
    stated: bool = False


NOTHING = Extraction(None, "none")


class Extractions(Struct, frozen=True):
    """Both readings of one answer: the benchmark's reference rule, and ours."""

    strict: Extraction
    robust: Extraction


class Points(NamedTuple):
    """Earned out of those to be had: of one instruction's four parts, say, three."""

    earned: float
    of: float = 1.0


class Grade(Struct, frozen=True):
    """What one answer is worth: 1 is right, 0 is wrong, and what lies between is right in part."""

    value: float
    others: Mapping[str, Points] = {}  # further metrics of the same answer
    why: str = ""  # what it was graded by, for the audit trail: "timeout", "AssertionError"


RIGHT, WRONG = Grade(1.0), Grade(0.0)


class Estimate(Struct, frozen=True):
    """A metric of a data set, in percent, with its 95 % interval where there is one."""

    value: float
    low: float | None = None
    high: float | None = None
    questions: int | None = None  # that it is over; None: those of the score


SampleClass = Literal["correct", "wrong", "unparsed", "truncated", "error", "unasked"]
CLASSES: tuple[SampleClass, ...] = get_args(SampleClass)


class Counts(Struct, frozen=True):
    """How many samples ended in each class."""

    correct: int = 0
    wrong: int = 0
    unparsed: int = 0
    truncated: int = 0
    error: int = 0  # asked, and no answer after the last attempt
    unasked: int = 0  # no record: never asked, or broken off in flight

    @property
    def scored(self) -> int:
        """The denominator: every sample that was answered."""
        return self.correct + self.wrong + self.unparsed + self.truncated

    @property
    def total(self) -> int:
        return self.scored + self.missing

    @property
    def missing(self) -> int:
        """Samples that no score is claimed for."""
        return self.error + self.unasked

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, kind) + getattr(other, kind) for kind in CLASSES))


class Score(Struct, frozen=True):
    """One number of the accuracy table, in percent. None: no score is claimed."""

    dataset: str
    version: str
    metric: str
    mode: str
    value: float | None
    low: float | None  # 95 % confidence interval
    high: float | None
    counts: Counts
    strict: float | None = None  # the same with the reference rule
    disagreement: float | None = None  # share of samples that both rules judge differently, percent
    note: str = ""
    causes: Mapping[str, int] = {}  # how often each failure was met, mended ones too
    others: Mapping[str, Estimate] = {}  # further metrics, by name
    # so many independent answers know as much; None: as many as there are in the denominator
    size: float | None = None
    # of the answers, those to something else than is asked now
    other_gold: int = 0  # the right answer was another one when they were asked for
    other_prompts: int = 0
    other_conditions: int = 0  # than most of them
    services: Mapping[str, int] = {}  # answers by where they were asked for
    questions: int | None = None  # answered at all; None: as many as answers

    @property
    def n(self) -> int:
        """Over how many questions the value and its interval are."""
        return self.counts.scored if self.questions is None else self.questions


class Measurement(Struct, frozen=True):
    """One row of a performance table: a metric of requests with its statistics, or one total."""

    metric: str
    stage: str
    unit: str
    values: Mapping[str, Json]  # column -> number or None; a total has the one column "value"
    formula: str = ""


Level = Literal["VALID", "SUSPECT", "INVALID"]


class Reason(Struct, frozen=True):
    """What speaks against a load's numbers, and what to change."""

    sign: str
    level: Level
    text: Phrase
    fix: Phrase
    marks: tuple[str, ...] = ()  # the rows or columns that it is about; () the whole run
    # what to change for each of its columns, the most demanding last; rows are always shown
    of_columns: Mapping[str, Phrase] = {}


class Verdict(Struct, frozen=True):
    """The worst level of the reasons that are about the whole run, and all reasons.

    PENDING: the load is under way, and is judged when it has ended.
    """

    level: Level | Literal["PENDING"]
    reasons: tuple[Reason, ...] = ()


class Performance(Struct, frozen=True):
    """All that was measured of one load."""

    model: str
    workload: str
    load: str  # the workload's name, or one with its point of a sweep
    per_request: tuple[Measurement, ...]
    totals: tuple[Measurement, ...]
    complete: bool  # every request was sent and succeeded
    verdict: Verdict
    notes: tuple[Phrase, ...] = ()


Cell = str | int | float | Estimate | None


class Table(Struct, frozen=True):
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
