"""Who is examined: a model as it is configured, and what its service answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from evalbench import clock
from evalbench.config.model import ModelConfig
from evalbench.doctor.data_seen import DataSeen
from evalbench.doctor.errand import Errand, TooLateError
from evalbench.interfaces import Model
from evalbench.traffic.probe import Answer, ask
from evalbench.types import Completion, Exchange, Failure, Reading, Request, Way

PATIENCE_S = 5.0  # for the first answer to a GET, and to a POST; later ones may be in a queue
_TO_TELL_S = 0.3  # before the end, in which a check says what was not answered

Question = Callable[["Subject"], Request]


class Inquiry:
    """Each question is asked once, by the first check that needs its answer."""

    def __init__(self, way: Way, until_ns: int) -> None:
        self._way = way
        self._until_ns = until_ns
        self._lock = Lock()
        self._asked: dict[Question, Errand[Answer]] = {}
        self._answered: set[bool] = set()  # whether a POST, or a GET, ever was

    def answer(self, question: Question, request: Request) -> Answer:
        with self._lock:
            errand = self._asked.get(question)
            if errand is None:
                errand = self._asked[question] = Errand(partial(self._ask, request))
        try:
            return errand.result(self._until_ns)
        except TooLateError:
            late = Failure("timeout", "no answer in the time that the doctor takes")
            return Answer(Exchange(clock.now_ns(), error=late), {})

    def _ask(self, request: Request) -> Answer:
        is_post = bool(request.body)
        left_s = max((self._until_ns - clock.now_ns()) / 1e9 - _TO_TELL_S, 0.1)
        patience_s = left_s if is_post in self._answered else min(PATIENCE_S, left_s)
        answer = ask(request, self._way, timeout_s=round(patience_s, 1))
        if answer.exchange.status is not None:
            self._answered.add(is_post)
        return answer


@dataclass(frozen=True, slots=True)
class Subject:
    model: ModelConfig
    timed: bool  # the run would measure
    way: Way  # the one that the run would take
    data: Errand[DataSeen]
    has_data: bool  # the command line or file names some
    begun_ns: int
    until_ns: int
    inquiry: Inquiry = field(repr=False)

    @property
    def base(self) -> str:
        return self.model.protocol.base()

    @property
    def is_chat(self) -> bool:
        return self.protocol.request("path", "", None).url.endswith("/chat/completions")

    @property
    def streams(self) -> bool:
        return self.model.protocol.stream

    def answer(self, question: Question) -> Answer:
        return self.inquiry.answer(question, question(self))

    def listed(self) -> tuple[str, ...] | Failure:
        """The served models by their own list."""
        return self.model.protocol.read_models(self.answer(listing).exchange)

    @property
    def protocol(self) -> Model:
        """The model's, under the name by which it is asked."""
        own = self.model.protocol
        if own.model:
            return own
        listed = self.listed()
        return own if isinstance(listed, Failure) or not listed else own.named(listed[0])

    def context_length(self) -> int | None:
        """Of the model, by the list."""
        return self.protocol.context_length(self.answer(listing).exchange)

    def reading(self, question: Question) -> Reading:
        """The answer to a question at the model's own endpoint."""
        return self.protocol.read(self.answer(question).exchange)

    def completion(self, question: Question) -> Completion | None:
        """None where the answer is a failure."""
        reading = self.reading(question)
        return None if reading.failure else reading.completion


def listing(subject: Subject) -> Request:
    """Which models there are."""
    return subject.model.protocol.discovery()
