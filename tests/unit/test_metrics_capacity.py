"""The search for the highest rate, against queues whose capacity is known from theory.

The service is a queue (first come, first served) in front of `servers`; a request's first token
comes when its service begins, plus a constant, and its last one when the service ends.
"""

import heapq
from dataclasses import dataclass
from math import factorial, log

import numpy as np
import pytest
from msgspec.structs import replace

from evalbench.errors import ConfigError
from evalbench.metrics.capacity import conclude, find_capacity, next_probe
from evalbench.metrics.goodput import Slo
from evalbench.metrics.sustained import Objective, Probe, judged, objectives, outcome_of
from evalbench.metrics.trials import Aim
from tests.a_load import MS, a_load


@dataclass
class Queue:
    """`servers` that take `mean_s` a request: constant, or exponential."""

    servers: int = 1
    mean_s: float = 0.010
    constant: bool = False
    streams: bool = True

    def serve(self, probe):
        rng = np.random.default_rng(probe.seed)
        took = np.full(probe.requests, self.mean_s)
        if not self.constant:
            took = rng.exponential(self.mean_s, probe.requests)
        if probe.rate is None:
            return self._answered(*self._closed(took, probe.concurrency))
        gaps = rng.exponential(1 / probe.rate, probe.requests)
        return self._answered(*self._open(took, np.cumsum(gaps)))

    def _open(self, took, came):
        free = [0.0] * self.servers
        begun = np.empty(took.size)
        for i, at in enumerate(came):
            begun[i] = max(at, heapq.heappop(free))
            heapq.heappush(free, begun[i] + took[i])
        return came, begun, begun + took

    def _closed(self, took, slots):
        free, idle = [0.0] * self.servers, [0.0] * slots
        came, begun = np.empty(took.size), np.empty(took.size)
        for i in range(took.size):
            came[i] = heapq.heappop(idle)
            begun[i] = max(came[i], heapq.heappop(free))
            heapq.heappush(free, begun[i] + took[i])
            heapq.heappush(idle, begun[i] + took[i])
        return came, begun, begun + took

    def _answered(self, came, begun, ended):
        return a_load(
            came.size,
            scheduled=came * 1e9,
            sent=came * 1e9,
            first_token=begun * 1e9 if self.streams else np.nan,
            last_token=ended * 1e9 if self.streams else np.nan,
            stream_end=ended * 1e9,
        )


def searched(queue, aim):
    """Run the search against the queue, as the stage will against a service."""
    search = find_capacity(aim)
    try:
        probe = next(search)
        while True:
            probe = search.send(outcome_of(queue.serve(probe), probe, aim.objectives))
    except StopIteration as end:
        return end.value


def aim_at(*wanted, **settings):
    return Aim(objectives=wanted, **({"max_concurrency": 256} | settings))


def rate_at(share_above, allowed, highest):
    """The rate at which the share of requests above the limit is just allowed, by bisection."""
    low, high = 0.0, highest
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if share_above(middle) <= allowed else (low, middle)
    return low


def mm1_capacity(mean_s, limit_s, allowed):
    """P(sojourn > t) = e^(−(μ − λ) t)."""
    return 1 / mean_s - log(1 / allowed) / limit_s


def mmc_capacity(servers, mean_s, limit_s, allowed):
    """P(wait > t) = C(c, λ / μ) e^(−(c μ − λ) t), with Erlang's C."""

    def above(rate):
        load = rate * mean_s
        all_busy = load**servers / factorial(servers) / (1 - load / servers)
        erlang_c = all_busy / (sum(load**k / factorial(k) for k in range(servers)) + all_busy)
        return erlang_c * np.exp(-(servers / mean_s - rate) * limit_s)

    return rate_at(above, allowed, servers / mean_s * (1 - 1e-9))


def md1_capacity(mean_s, limit_s, allowed):
    """P(wait ≤ x) = (1 − λD) Σ (λ(kD − x))^k / k! e^(−λ(kD − x)) for k up to x / D (Erlang)."""
    wait = limit_s - mean_s

    def above(rate):
        terms = range(int(wait / mean_s + 1e-9) + 1)
        parts = ((rate * (k * mean_s - wait), k) for k in terms)
        within = sum(part**k / factorial(k) * np.exp(-part) for part, k in parts)
        return 1 - (1 - rate * mean_s) * within

    return rate_at(above, allowed, 1 / mean_s * (1 - 1e-9))


KNOWN = [
    (Queue(), Objective("e2el", 90, 100), mm1_capacity(0.010, 0.100, 0.10)),
    (Queue(), Objective("e2el", 99, 150), mm1_capacity(0.010, 0.150, 0.01)),
    (Queue(servers=8, mean_s=0.1), Objective("ttft", 90, 50), mmc_capacity(8, 0.1, 0.05, 0.10)),
    (Queue(constant=True), Objective("e2el", 90, 50), md1_capacity(0.010, 0.050, 0.10)),
]


@pytest.mark.parametrize("seed", [0, 1000, 2000])
@pytest.mark.parametrize(("queue", "objective", "truth"), KNOWN)
def test_the_capacity_of_a_queue_is_the_one_of_theory(queue, objective, truth, seed):
    found = searched(queue, aim_at(objective, max_requests=8000, seed=seed))
    assert found.rate == pytest.approx(truth, rel=0.08)


def test_the_truth_lies_between_what_is_surely_met_and_what_is_surely_missed():
    truth = mm1_capacity(0.010, 0.100, 0.10)
    aims = (aim_at(Objective("e2el", 90, 100), seed=1000 * draw) for draw in range(20))
    found = [searched(Queue(), aim) for aim in aims]
    assert sum(each.low <= truth <= each.high for each in found) >= 18


def test_the_tightest_of_several_objectives_decides():
    loose, tight = Objective("ttft", 90, 1000), Objective("e2el", 90, 100)
    found = searched(Queue(), aim_at(loose, tight, max_requests=8000))
    assert found.rate == pytest.approx(mm1_capacity(0.010, 0.100, 0.10), rel=0.08)
    assert "TTFT P90 ≤ 1000 ms and E2EL P90 ≤ 100 ms" in found.statement


def test_the_search_doubles_the_slots_and_then_bisects_rates():
    found = searched(Queue(), aim_at(Objective("e2el", 90, 100)))
    slots = [probe.concurrency for probe, _ in found.trials if probe.rate is None]
    rates = [probe.rate for probe, _ in found.trials if probe.rate is not None]
    assert slots[:4] == [1, 2, 4, 8]
    assert [probe.rate is None for probe, _ in found.trials] == [True] * len(slots) + [False] * len(
        rates
    )
    missed = min(rate for rate in rates if rate > found.rate)
    assert missed / found.rate <= 1.05 + 1e-9


def test_a_load_has_ten_requests_beyond_its_percentile_unless_the_budget_is_smaller():
    limit = Objective("e2el", 99, 150)
    opened = [p for p, _ in searched(Queue(), aim_at(limit)).trials if p.rate is not None]
    assert min(probe.requests - probe.skip for probe in opened) >= 1000
    found = searched(Queue(), aim_at(limit, max_requests=300))
    assert max(probe.requests - probe.skip for probe, _ in found.trials) <= 300


def test_an_undecided_load_is_repeated_with_another_seed():
    found = searched(Queue(), aim_at(Objective("e2el", 99, 150)))
    seeds = {}
    for probe, _ in found.trials:
        seeds.setdefault((probe.concurrency, probe.rate), []).append(probe.seed)
    assert max(map(len, seeds.values())) == 3  # once, and two repeats
    drawn = [seed for several in seeds.values() for seed in several]
    assert len(set(drawn)) == len(drawn)


def test_a_service_that_is_too_slow_by_itself_has_no_capacity():
    found = searched(Queue(constant=True), aim_at(Objective("e2el", 99, 5)))
    assert (found.rate, found.low, len(found.trials)) == (0.0, 0.0, 1)
    assert found.statement == found.claim
    assert found.statement == (
        "0 requests/s: even one request at a time misses "
        "E2EL P99 ≤ 5 ms (10 ms; 24 of 24 requests above)."
    )


def test_the_claim_is_the_statement_without_how_sure_it_is():
    found = searched(Queue(), aim_at(Objective("e2el", 90, 100), max_requests=300))
    wanted = f"{found.rate:.4g} requests/s with E2EL P90 ≤ 100 ms"
    small = "Loads of 300 requests are small for it: 500 are needed."
    sure = f"no rate was surely met, surely missed from {found.high:.4g}"
    assert found.statement == f"{wanted} ({sure}; intervals of 99 %). {small}"
    assert found.claim == f"{wanted}. {small}"


def test_a_lower_bound_is_claimed_with_its_reason():
    limit = Objective("e2el", 99, 20)
    found = searched(Queue(servers=1000, constant=True), aim_at(limit, max_concurrency=8))
    why = "8 requests in flight, the most allowed, still meet it"
    assert found.claim == f"At least {found.rate:.4g} requests/s with E2EL P99 ≤ 20 ms: {why}."
    assert found.statement == f"{found.claim[:-1]} (surely met up to {found.low:.4g})."


def test_a_service_that_the_allowed_slots_cannot_fill_has_a_lower_bound_only():
    many = Queue(servers=1000, constant=True)
    found = searched(many, aim_at(Objective("e2el", 99, 20), max_concurrency=8))
    assert found.rate == pytest.approx(800, rel=0.01)  # 8 slots / 10 ms
    assert found.high is None
    assert found.statement.startswith("At least 800 requests/s")
    assert "8 requests in flight, the most allowed, still meet it" in found.statement


def test_a_metric_that_no_answer_has_gives_no_capacity():
    found = searched(Queue(streams=False), aim_at(Objective("ttft", 99, 20)))
    assert (found.rate, len(found.trials)) == (None, 1)
    assert "no answer has a TTFT" in found.statement


def test_a_queue_that_grows_is_no_capacity_even_when_no_latency_is_missed():
    found = searched(Queue(constant=True), aim_at(Objective("e2el", 99, 1e9), max_concurrency=16))
    assert 85 < found.rate < 102


def test_the_search_ends_after_its_loads_and_tells_how_far_it_came():
    limit = Objective("e2el", 90, 100)
    short = searched(Queue(), aim_at(limit, max_probes=9))
    assert len(short.trials) == 9
    assert "The search ended after 9 loads" in short.statement or "Below" in short.statement
    shortest = searched(Queue(), aim_at(limit, max_probes=2))
    assert shortest.rate is None
    assert "before a rate was confirmed" in shortest.statement


def test_a_search_that_was_broken_off_goes_on_where_it_was():
    aim = aim_at(Objective("e2el", 90, 100))
    whole = searched(Queue(), aim)
    for done in range(len(whole.trials)):
        assert next_probe(aim, whole.trials[:done]) == whole.trials[done].probe
    assert next_probe(aim, whole.trials) is None
    assert conclude(aim, whole.trials) == whole


# --- one load held against objectives


def steadily(n, late_ms=0.0, took_ms=50.0, **columns):
    """100 requests a second, each sent late and answered after so many ms."""
    scheduled = np.arange(n) * 10 * MS
    sent = scheduled + late_ms * MS
    ended = sent + np.broadcast_to(took_ms, n) * MS
    usual = {"scheduled": scheduled, "sent": sent, "last_token": ended, "stream_end": ended}
    return a_load(n, **(usual | columns))


def slow(n, over):
    """`over` of n requests take 200 ms, scattered; the others about 50 ms."""
    rng = np.random.default_rng(7)
    took = rng.uniform(49, 51, n)
    took[rng.choice(n, over, replace=False)] = 200
    return took


OPEN = Probe(concurrency=64, rate=100.0, requests=100, skip=0, seed=0)
CLOSED = replace(OPEN, rate=None)
E2EL_99 = [Objective("e2el", 99, 100)]


@pytest.mark.parametrize(
    ("over", "judgement"), [(0, "met"), (1, "met"), (16, "undecided"), (40, "missed")]
)
def test_a_percentile_is_judged_by_the_share_above_its_limit(over, judgement):
    outcome = outcome_of(steadily(2000, took_ms=slow(2000, over)), OPEN, E2EL_99)
    assert outcome.tallies[0].over == over
    assert judged([outcome], E2EL_99, z=1.96) == judgement


def test_repeats_of_a_load_are_judged_together():
    # 2 of 600: the interval of one reaches above 1 %, that of four does not
    outcome = outcome_of(steadily(600, took_ms=slow(600, 2)), OPEN, E2EL_99)
    assert judged([outcome], E2EL_99, z=1.96) == "undecided"
    assert judged([outcome] * 4, E2EL_99, z=1.96) == "met"


def test_late_answers_that_come_together_tell_less():
    took = np.full(1000, 50.0)
    took[500:750] = 200  # one bad stretch
    together = outcome_of(steadily(1000, took_ms=took), OPEN, E2EL_99).tallies[0]
    took = np.random.default_rng(0).permutation(took)
    scattered = outcome_of(steadily(1000, took_ms=took), OPEN, E2EL_99).tallies[0]
    assert together.over == scattered.over == 250
    assert together.independent < 50
    assert scattered.independent > 400


def test_a_failed_request_is_above_every_limit():
    cause = np.array(["timeout"] * 3 + [""] * 7, dtype=object)
    outcome = outcome_of(steadily(10, cause=cause), OPEN, E2EL_99)
    assert (outcome.tallies[0].over, outcome.tallies[0].n) == (3, 10)


def test_a_wait_in_the_client_counts_as_latency():
    outcome = outcome_of(steadily(10, late_ms=60), OPEN, E2EL_99)
    assert outcome.tallies[0].over == 10  # 60 + 50 ms


def test_requests_at_the_start_can_be_left_out():
    took = np.array([500.0] * 4 + [50.0] * 6)
    outcome = outcome_of(steadily(10, took_ms=took), replace(CLOSED, skip=4), E2EL_99)
    assert (outcome.tallies[0].over, outcome.tallies[0].n) == (0, 6)


def test_a_service_that_falls_behind_does_not_keep_up():
    # every request waits 1 ms longer than the one before it; they come every 10 ms
    growing = steadily(100, took_ms=50 + np.arange(100.0))
    outcome = outcome_of(growing, OPEN, E2EL_99)
    assert outcome.kept_up == pytest.approx(1 / 1.1, rel=0.02)
    assert judged([outcome], [Objective("e2el", 99, 1e6)], z=1.96) == "missed"
    assert outcome_of(growing, CLOSED, E2EL_99).kept_up == 1.0


def test_a_client_that_falls_behind_does_not_keep_up():
    sent = np.arange(101) * 12.5 * MS  # for 10 ms
    late = steadily(101, sent=sent, last_token=sent + 50 * MS, stream_end=sent + 50 * MS)
    outcome = outcome_of(late, OPEN, E2EL_99)
    assert outcome.kept_up == pytest.approx(0.8, rel=0.01)
    assert outcome.rate == pytest.approx(80.0)


def test_slots_that_are_always_full_turn_over_by_littles_law():
    outcome = outcome_of(steadily(10, took_ms=50), replace(CLOSED, concurrency=8), E2EL_99)
    assert outcome.rate == pytest.approx(8 / 0.050)


def test_a_limit_becomes_an_objective_with_its_own_percentile_or_the_default():
    slo = Slo(ttft=500, tpot=50)
    assert objectives(slo, {"tpot": 90}) == [Objective("ttft", 99, 500), Objective("tpot", 90, 50)]
    assert str(Objective("tpot", 99.9, 50)) == "TPOT P99.9 ≤ 50 ms"


@pytest.mark.parametrize(
    ("slo", "percents", "told"),
    [
        (Slo(), {}, "--slo"),
        (Slo(ttft=5), {"tpot": 90}, "tpot, which has no limit"),
        (Slo(ttft=5), {"ttft": 100}, "between 0 and 100"),
    ],
)
def test_what_cannot_be_searched_is_refused(slo, percents, told):
    with pytest.raises(ConfigError) as refused:
        objectives(slo, percents)
    assert told in str(refused.value)
