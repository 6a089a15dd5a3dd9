"""`evalbench calibrate`: how much this host adds to what it measures, and how much it can carry."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec import structs

import evalbench
from evalbench import clock
from evalbench.calibration import Calibration, Trial, host, keep
from evalbench.columns import ids, read
from evalbench.config.options import Options
from evalbench.errors.service import CALIBRATION_CUT_SHORT
from evalbench.journal import read_rows
from evalbench.metrics.evidence import evidence
from evalbench.metrics.requests import NS_PER_MS, NS_PER_S
from evalbench.metrics.steady_state import stable
from evalbench.metrics.verdict import judge
from evalbench.outputs import RunFolder
from evalbench.plan import Load
from evalbench.serving.process import served
from evalbench.stages import service
from evalbench.stages.load import Press, put_on
from evalbench.stages.load_record import read_record
from evalbench.stages.points import Point
from evalbench.types import LoadReport, Table
from evalbench.workflow import prepare

STREAMS = (16, 64, 256, 512, 1024)
_TTFT_MS, _ITL_MS, _TOKENS = 200, 20, 128
_ROUNDS = 2  # requests of each stream
_OF_CLIENT = ("event-loop lag", "client CPU")
_OPTIONS = Options(
    models=("simulator",),
    datasets=("demo_gsm8k_gen_0_shot_cot_str_perf",),
    mode="perf",
    max_out_len=_TOKENS,
    generation={"ignore_eos": True},
    cfg_options={"models.0.serve.ttft_ms": _TTFT_MS, "models.0.serve.itl_ms": _ITL_MS},
)


def calibrate() -> tuple[Calibration, Table]:
    """Rising loads on the simulator, until one is too much for a traffic process; kept."""
    levels: list[Trial] = []
    with tempfile.TemporaryDirectory() as folder:
        for level in _trials(RunFolder(Path(folder))):
            levels.append(level)
            if not level.fit:
                break
    found = Calibration(evalbench=evalbench.__version__, host=host(), at=clock.iso(), levels=levels)
    keep(found)
    return found, _table(found)


def _trials(run: RunFolder) -> Iterator[Trial]:
    _, plan = prepare(_OPTIONS)
    with served(plan, run) as as_served:
        usable, errors = service.identify(as_served, timed=True)
        if errors:
            raise errors[0]
        load = usable.by_workload()[0]
        for streams in STREAMS:
            point = _point(load, streams)
            asked = put_on(point, run, Press(workers=1))
            if asked.interrupted:
                raise KeyboardInterrupt
            if asked.errors:
                raise asked.errors[0]
            yield _trial(point, run)


def _point(load: Load, streams: int) -> Point:
    asking = structs.replace(load.model.asking, batch_size=streams)
    named = structs.replace(
        load, name=f"{streams}", model=structs.replace(load.model, asking=asking)
    )
    return Point(named, load.name, seed=0, requests=_ROUNDS * streams)


class _Truth(NamedTuple):
    """Of one request, by the simulator's log: ns."""

    received_ns: int
    token_ns: list[int]


def _trial(point: Point, run: RunFolder) -> Trial:
    load = point.load
    path = run.requests(load.model.abbr, load.name)
    requests, names = read(path), ids(path)
    report = read_record(run.load_record(load.model.abbr, load.name)).report
    if report is None:
        raise CALIBRATION_CUT_SHORT()
    truths = _truths(run.simulator(load.model.abbr, "served"), report)
    known = [truths[name] for name in names]
    first = np.array([truth.token_ns[0] - truth.received_ns for truth in known])
    last = np.array([truth.token_ns[-1] - truth.received_ns for truth in known])
    gaps = np.concatenate([np.diff(truth.token_ns) for truth in known])
    ttft = (requests.first_token - requests.sent - first) / NS_PER_MS
    seen = np.concatenate([block.ns for block in requests.gaps()])
    judged = evidence(
        requests,
        stable(requests, None),
        report,
        slots=load.model.asking.batch_size,
        open_loop=False,
    )
    worker = report.workers[0]
    return Trial(
        streams=load.model.asking.batch_size,
        reads_per_s=worker.reads / (worker.wall_ns / NS_PER_S),
        ttft_mean=float(ttft.mean()),
        ttft_p99=float(np.percentile(ttft, 99)),
        itl_p99=float(np.percentile(seen, 99) - np.percentile(gaps, 99)) / NS_PER_MS,
        e2el_mean=float((requests.last_token - requests.sent - last).mean()) / NS_PER_MS,
        lag_p99=judged.lag_ms or 0.0,
        cpu_share=judged.cpu_share or 0.0,
        fit=not any(reason.sign in _OF_CLIENT for reason in judge(judged).reasons),
    )


def _truths(log: Path, report: LoadReport) -> dict[str, _Truth]:
    """Those of one load, by request: the log is of all loads."""
    return {
        row["id"]: _Truth(row["received_ns"], row["token_ns"])
        for row in read_rows(log)
        if row["token_ns"] and report.begun_ns <= row["received_ns"] <= report.ended_ns
    }


def _table(found: Calibration) -> Table:
    columns = [
        "streams",
        "reads/s",
        "TTFT error (ms)",
        "its P99",
        "ITL P99 error",
        "E2EL error",
        "read lag P99",
        "CPU (%)",
        "fit",
    ]
    rows = [
        [
            level.streams,
            level.reads_per_s,
            level.ttft_mean,
            level.ttft_p99,
            level.itl_p99,
            level.e2el_mean,
            level.lag_p99,
            100 * level.cpu_share,
            "yes" if level.fit else "no",
        ]
        for level in found.levels
    ]
    return Table(found.host, columns, rows)
