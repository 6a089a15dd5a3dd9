"""The capacity of a service: loads, each chosen by what the ones before it showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evalbench.columns import read
from evalbench.errors.config import SLO_NOT_STREAMED
from evalbench.metrics.capacity import Capacity, find_capacity
from evalbench.metrics.goodput import Slo
from evalbench.metrics.sustained import (
    Objective,
    Outcome,
    Probe,
    judged,
    objectives,
    outcome_of,
)
from evalbench.metrics.trials import Aim, Z
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.stages.asked import Asked
from evalbench.stages.load import Press, put_on, together
from evalbench.stages.points import probed

_OF_A_STREAM = ("ttft", "tpot", "itl")
_MOST_SLOTS = 1024  # where batch_size is 1, which is no cap but its default


def for_capacity(plan: Plan, run: RunFolder, press: Press, percents: Mapping[str, float]) -> Asked:
    """Search the highest request rate of every workload that meets the SLO of `press`.

    `percents` are the percentiles that must keep to a limit, by its name; "" is that of all others.
    Writes `<workload>_capacity.json`.
    """
    aims = _aims(press.slo, percents)
    return together(_Search(load, plan.seed, run, press, aims).run() for load in plan.by_workload())


def check(plan: Plan, slo: Mapping[str, float], percents: Mapping[str, float]) -> None:
    """Raise ConfigError for objectives that no load of the plan can be held against."""
    _aims(slo, percents)
    streamed = [name for name in slo if name in _OF_A_STREAM]
    silent = next((each for each in plan.config.models if not each.protocol.stream), None)
    if streamed and silent:
        name = streamed[0]
        raise SLO_NOT_STREAMED(name=name, model=silent.abbr, metric=name.upper())


def _aims(slo: Mapping[str, float], percents: Mapping[str, float]) -> tuple[Objective, ...]:
    return tuple(objectives(Slo(**slo), percents))


@dataclass(slots=True)
class _Search:
    """One workload's."""

    load: Load
    seed: int
    run_folder: RunFolder
    press: Press
    objectives: tuple[Objective, ...]
    asked: list[Asked] = field(init=False, default_factory=list)
    names: list[str] = field(init=False, default_factory=list)  # of the loads

    def run(self) -> Asked:
        slots = self.load.model.asking.batch_size
        most = slots if slots > 1 else _MOST_SLOTS
        search = find_capacity(
            Aim(objectives=self.objectives, max_concurrency=most, seed=self.seed)
        )
        probe = next(search)
        try:
            while (outcome := self._outcome(probe)) is not None:
                probe = search.send(outcome)
        except StopIteration as end:
            self._write(end.value)
        return together(self.asked)

    def _outcome(self, probe: Probe) -> Outcome | None:
        """What a load showed; None when there is no use in going on."""
        point = probed(self.load, probe, self.names)
        self.names.append(point.load.name)
        asked = put_on(point, self.run_folder, self.press)
        self.asked.append(asked)
        if asked.errors or asked.interrupted:
            return None
        requests = read(self.run_folder.requests(point.load.model.abbr, point.load.name))
        return outcome_of(requests, probe, self.objectives)

    def _write(self, found: Capacity) -> None:
        model = self.load.model.abbr
        content = {
            "objectives": [str(each) for each in self.objectives],
            "capacity": found,
            "loads": {
                name: _held(trial.outcome, self.objectives)
                for name, trial in zip(self.names, found.trials, strict=False)
            },
        }
        self.run_folder.write_json(self.run_folder.capacity(model, self.load.name), content)


def _held(outcome: Outcome, wanted: Sequence[Objective]) -> dict[str, float | str | None]:
    """A load against the objectives: the value in ms of each percentile, and what it comes to."""
    values = {str(each): ms for each, ms in zip(wanted, outcome.values_ms, strict=True)}
    return {**values, "SLO": judged([outcome], wanted, Z)}
