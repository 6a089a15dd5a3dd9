"""Put loads on a service, one after the other, and keep every instant."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from msgspec import Struct, field

from evalbench.config.model import ModelConfig
from evalbench.config.options import Sweep
from evalbench.errors import DatasetError, ServiceError
from evalbench.errors.data import NO_TIMESTAMP
from evalbench.errors.service import REQUESTS_LOST
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.stages import service
from evalbench.stages.asked import Asked
from evalbench.stages.conversation import converse
from evalbench.stages.crew_size import crew_size
from evalbench.stages.desk import Desk, HopelessError, desk
from evalbench.stages.ledger import Ledger
from evalbench.stages.load_record import write_record
from evalbench.stages.points import Point, itself, swept
from evalbench.stages.questioning import Questioning
from evalbench.stages.warm_up import WarmUp
from evalbench.traffic.arrivals import due_times, trace_times
from evalbench.traffic.conversation import Conversation
from evalbench.traffic.crew import Crew
from evalbench.traffic.flow import Flow, Shape
from evalbench.traffic.member import Service
from evalbench.types import LoadReport, Record, Sample

log = logging.getLogger(__name__)


class Press(Struct, frozen=True):
    """How loads are put on a service."""

    warmups: int = 1  # requests before each load that are not recorded
    workers: int | None = None  # traffic processes; None: as many as the load needs
    pressure_s: int | None = None  # the samples over and over, for so long; None: each once
    sweep: Sweep | None = None  # each workload at several points
    slo: Mapping[str, float] = field(default_factory=dict)  # of metrics/goodput.py


def check(plan: Plan) -> None:
    """Raise DatasetError where rows are to be sent at timestamps that they do not have."""
    for load in plan.by_workload():
        if load.model.asking.use_timestamp:
            _timestamps(load)


def for_times(plan: Plan, run: RunFolder, press: Press) -> Asked:
    """Every load of the plan, past the proxies of the environment."""
    points = (point for load in plan.by_workload() for point in _points_of(load, plan.seed, press))
    return together(put_on(point, run, press) for point in points)


def together(loads: Iterable[Asked]) -> Asked:
    """What stops one load does not stop the others; Ctrl-C does."""
    total = Asked()
    for one in loads:
        total = Asked(
            [*total.errors, *one.errors],
            failed=total.failed + one.failed,
            recorded=total.recorded + one.recorded,
            interrupted=one.interrupted,
        )
        if total.interrupted:
            break
    return total._replace(anything=total.recorded > 0)


def _points_of(load: Load, seed: int, press: Press) -> Sequence[Point]:
    if press.sweep is None:
        return [itself(load, seed, press.pressure_s)]
    return swept(load, press.sweep, seed, press.pressure_s)


def put_on(point: Point, run: RunFolder, press: Press) -> Asked:
    """One load; its rows, its prompts and what the client says of itself are in files then."""
    load = point.load
    write_record(run, point, press.slo)
    with (
        Ledger(load, run) as ledger,
        desk(load, point.total, ledger.append, seconds=point.seconds) as own,
    ):
        try:
            report = _carried(point, run, press, ledger, own)
        except HopelessError as stop:
            asked = Asked([_explained(stop, load.model)], interrupted=stop.interrupted)
        else:
            write_record(run, point, press.slo, report)
            asked = Asked(_lost(load, report), interrupted=report.interrupted)
    return asked._replace(failed=own.causes.total(), recorded=own.recorded)


def _carried(point: Point, run: RunFolder, press: Press, ledger: Ledger, own: Desk) -> LoadReport:
    load = point.load
    with Crew(ledger.folder, _service(load)) as crew:
        crew.grow(press.workers or 1)
        warm_up = WarmUp(load, press.warmups)
        if press.warmups:
            slots = min(press.warmups, load.model.asking.batch_size)
            report = Flow(crew, Shape([0.0] * slots), warm_up.finished).run(warm_up.conversations())
            if report.interrupted:
                return report
        warmed = warm_up.judge()
        crew.grow(press.workers or crew_size(point, warmed))
        flow = Flow(crew, _shape(point), own.finished, watched=own.watch, spilled=ledger.spilled)
        try:
            return flow.run(_conversations(point, run))
        except HopelessError as stop:
            stop.interrupted = flow.interrupted
            raise


def _service(load: Load) -> Service:
    """Where its requests go, told by the first of them."""
    task = load.tasks[0]
    prompt = task.questions.prompt(task.samples[0])
    model = load.model
    return Service(model.protocol.request("", prompt, None), model.way, model.asking.timeout)


def _shape(point: Point) -> Shape:
    asking = point.load.model.asking
    slots = asking.batch_size
    if point.seconds is not None:  # the rate is that of the clients
        every_s = 1 / asking.request_rate if asking.request_rate else 0.0
        return Shape([place * every_s for place in range(slots)], ends_s=point.seconds)
    if asking.use_timestamp:
        due = _timestamps(point.load)
        return Shape([0.0] * slots, iter(due), rate=len(due) / max(due[-1], 1.0))
    if asking.traffic.paced:
        due_s = due_times(asking.traffic, point.total, point.seed)
        return Shape([0.0] * slots, due_s, rate=asking.traffic.peak_rate)
    return Shape([0.0] * min(slots, point.total))


def _timestamps(load: Load) -> list[float]:
    """When the samples are due, in seconds. Raises DatasetError."""
    try:
        return trace_times([_timestamp_ms(sample) for sample in load.samples])
    except DatasetError as error:
        raise error.at(load.name) from error


def _timestamp_ms(sample: Sample) -> float:
    if sample.timestamp_ms is None:
        raise NO_TIMESTAMP(row=sample.index)
    return sample.timestamp_ms


def _conversations(point: Point, run: RunFolder) -> Iterator[Conversation[Record]]:
    model = point.load.model
    questioning = Questioning.of(point, run)
    for place in range(point.total) if point.seconds is None else count():
        yield converse(*questioning.at(place), retry=model.asking.retry, seed=point.seed)


def _lost(load: Load, report: LoadReport) -> list[ServiceError]:
    if not report.deaths:
        return []
    deaths = "; ".join(report.deaths)
    return [REQUESTS_LOST(model=load.model.abbr, deaths=deaths, lost=report.lost)]


def _explained(stop: HopelessError, model: ModelConfig) -> ServiceError:
    return service.explained_with_models(stop.failure, model)
