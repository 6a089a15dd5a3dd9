"""`<load>_load.json`: how a load was put on a service, and how the client itself did."""

from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs

from evalbench import calibration
from evalbench.calibration import Quoted
from evalbench.config.asking import TrafficConfig
from evalbench.errors.output import BROKEN
from evalbench.journal import read_json
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.stages.points import Point
from evalbench.types import LoadReport

_ASKED = ("batch_size", "request_rate", "use_timestamp", "salt", "retry")


class LoadRecord(msgspec.Struct, kw_only=True):
    """What must be known of a load beside its requests."""

    workload: str
    name: str
    asked: Mapping[str, Any]  # keys of the model
    conditions: Mapping[str, Any]  # what an answer depends on beside its prompt
    seed: int
    requests: int | None  # None: every sample once
    seconds: int | None
    slo: Mapping[str, float] = {}  # of metrics/goodput.py
    calibration: Quoted | None = None  # what was known of this host as a client
    report: LoadReport | None = None  # None: the run ended before the load did

    def point(self, load: Load) -> Point:
        """`load` as of this record."""
        return Point(load, self.workload, self.seed, requests=self.requests, seconds=self.seconds)

    def of(self, load: Load) -> Load:
        """The load as it was, whatever the config says today."""
        keys = {**self.asked, "traffic_cfg": TrafficConfig(**self.asked["traffic_cfg"])}
        asking = structs.replace(load.model.asking, **keys)
        return structs.replace(
            load, name=self.name, model=structs.replace(load.model, asking=asking)
        )


def write_record(
    run: RunFolder, point: Point, slo: Mapping[str, float], report: LoadReport | None = None
) -> None:
    """`report` is known when the load has ended."""
    load = point.load
    content = _record_of(point, slo, report)
    run.write_json(run.load_record(load.model.abbr, load.name), content)


def _record_of(point: Point, slo: Mapping[str, float], report: LoadReport | None) -> LoadRecord:
    asking = point.load.model.asking
    asked = {key: getattr(asking, key) for key in _ASKED}
    return LoadRecord(
        workload=point.workload,
        name=point.load.name,
        asked={**asked, "traffic_cfg": structs.asdict(asking.traffic_cfg)},
        conditions=point.load.model.protocol.conditions(),
        seed=point.seed,
        requests=point.requests,
        seconds=point.seconds,
        slo=slo,
        calibration=known.quoted() if (known := calibration.known()) else None,
        report=report,
    )


def loads_of(plan: Plan, run: RunFolder) -> Iterator[tuple[Load, LoadRecord]]:
    """Every load that was put on a service for the workloads of the plan."""
    for workload in plan.by_workload():
        yield from loads_of_workload(workload, run)


def loads_of_workload(workload: Load, run: RunFolder) -> Iterator[tuple[Load, LoadRecord]]:
    """In the order in which they were begun."""
    records = map(read_record, run.load_records(workload.model.abbr))
    own = (record for record in records if record.workload == workload.name)
    for record in sorted(own, key=_begun_ns):
        yield record.of(workload), record


def _begun_ns(record: LoadRecord) -> float:
    """The one that did not end was the last."""
    return inf if record.report is None else record.report.begun_ns


def read_record(path: Path) -> LoadRecord:
    """Raises OutputError."""
    try:
        return msgspec.convert(read_json(path), LoadRecord, str_keys=True)
    except msgspec.ValidationError as error:
        raise BROKEN(path=path, reason=error) from error
