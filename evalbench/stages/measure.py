"""How fast the service is: from the records to the two performance tables. Asks nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from evalbench.metrics.latency import Timed, measure, merged_share, unseen_share
from evalbench.metrics.statistics import Distribution, Statistic, describe
from evalbench.metrics.throughput import WholeLoad, whole_load
from evalbench.outputs import RunFolder
from evalbench.plan import Load, Plan
from evalbench.summarizers.performance import DefaultPerfSummarizer, as_json
from evalbench.tokenizer import Encoded, Tokenizer, tokenizer_at
from evalbench.types import Measurement, Performance, Record, Step

STAGE = "total"


def tokenizers(plan: Plan) -> dict[str, Tokenizer]:
    """Each model's tokenizer by its path; loaded before the load, a broken one costs nothing."""
    ways = [model.asking for model in plan.config.models]
    return {
        asking.path: tokenizer_at(asking.path, trust_remote_code=asking.trust_remote_code)
        for asking in ways
        if asking.path
    }


def measure_loads(plan: Plan, run: RunFolder) -> None:
    """Write `performances/<model>/<load>.json` for every load of the plan."""
    known = tokenizers(plan)
    asked = run.passport().get("models", {})
    # a command that was interrupted does not know how many records it left
    sessions = sum(each.get("recorded", 0) != 0 for each in run.passport().get("commands", ()))
    summarizer = cast(DefaultPerfSummarizer, plan.config.summarizer)
    for load in plan.by_workload():
        tokenizer = known.get(load.model.asking.path)
        as_asked = _as_asked(load, asked.get(load.model.abbr, {}))
        report = performance(as_asked, _records(load, run), summarizer.statistics, tokenizer)
        if sessions > 1:
            note = f"recorded in {sessions} sessions: duration and rates include the time between"
            report = replace(report, notes=(note, *report.notes))
        run.write_json(run.performance(load.model.abbr, load.name, "json"), as_json(report))


def _as_asked(load: Load, passport: Mapping[str, Any]) -> Load:
    """The load with the slots and the rate of the run itself, whatever the config says today."""
    asking = load.model.asking
    known = {key: passport.get(key, getattr(asking, key)) for key in ("batch_size", "request_rate")}
    return replace(load, model=replace(load.model, asking=replace(asking, **known)))


def _records(load: Load, run: RunFolder) -> list[Record]:
    """The records of the samples that the plan asks for; those never asked are missing."""
    found = []
    for task in load.tasks:
        records = run.records(load.model.abbr, task.dataset.abbr)
        found += [records[each.id] for each in task.samples if each.id in records]
    return found


def performance(
    load: Load,
    records: Sequence[Record],
    statistics: Sequence[Statistic],
    tokenizer: Tokenizer | None,
) -> Performance:
    """All rows of both tables for one load."""
    counted = [_counted(step, tokenizer) for record in records for step in record.steps]
    requests = [each.request for each in counted]
    rows = [
        _row(row.title, row.metric.unit, row.distribution, statistics, row.metric.formula)
        for row in measure(requests)
    ]
    rows += _tokenizer_rows(counted, statistics)
    asking = load.model.asking
    whole = WholeLoad(
        requests,
        max_concurrency=asking.batch_size,
        open_loop=asking.request_rate > 0,
        requested_rate=asking.request_rate or None,
    )
    totals = [
        Measurement(row.name, STAGE, row.unit, {"value": row.value}, row.formula)
        for row in whole_load(whole)
    ]
    expected = sum(len(task.samples) for task in load.tasks)
    notes = _notes(load, counted, missing=expected - len(records))
    return Performance(
        model=load.model.abbr,
        load=load.name,
        per_request=tuple(rows),
        totals=tuple(totals),
        complete=len(records) == expected and not any(request.failed for request in requests),
        notes=tuple(notes),
    )


def _row(
    title: str,
    unit: str,
    distribution: Distribution,
    statistics: Sequence[Statistic],
    formula: str,
) -> Measurement:
    return Measurement(title, STAGE, unit, describe(distribution, statistics), formula)


class _Counted(NamedTuple):
    """A request with its tokens, whoever counted them, and what the counting took."""

    request: Timed
    by_client: bool = False
    prompt: Encoded | None = None
    output: Encoded | None = None


def _counted(step: Step, tokenizer: Tokenizer | None) -> _Counted:
    request = Timed.of(step)
    answer = step.completion
    if tokenizer is None or answer is None or request.failed:
        return _Counted(request)
    prompt = tokenizer.encode_prompt(step.prompt)
    output = tokenizer.decode_output((answer.reasoning or "") + answer.text)
    if request.output_tokens is not None:
        return _Counted(request, prompt=prompt, output=output)
    filled = replace(request, input_tokens=prompt.tokens, output_tokens=output.tokens)
    return _Counted(filled, by_client=True, prompt=prompt, output=output)


def _tokenizer_rows(
    counted: Sequence[_Counted], statistics: Sequence[Statistic]
) -> list[Measurement]:
    taken = {
        "Tokenizer": [each.prompt.ms for each in counted if each.prompt],
        "Detokenizer": [each.output.ms for each in counted if each.output],
    }
    formula = "time of the tokenizer at path, after the load"
    return [
        _row(title, "ms", Distribution.of(values), statistics, formula)
        for title, values in taken.items()
        if values
    ]


def _notes(load: Load, counted: Sequence[_Counted], *, missing: int) -> list[str]:
    """What a reader must know before the numbers."""
    requests = [each.request for each in counted]
    succeeded = [request for request in requests if not request.failed]
    resent = sum(request.times.resent for request in requests)
    shared, unseen = merged_share(succeeded) or 0, unseen_share(succeeded) or 0
    by_client = any(each.by_client for each in counted)
    unknown = succeeded and all(request.output_tokens is None for request in succeeded)
    streamed = load.model.protocol.stream
    notes = {
        f"{missing} samples have no record: never sent, or under way when the run ended": missing,
        "no streaming: TTFT, TPOT and ITL cannot be seen (--stream)": not streamed,
        "the server does not count tokens: client-counted with the tokenizer at path": by_client,
        "token counts unknown: the server tells none and path is empty (--tokenizer)": unknown
        and not by_client,
        f"{100 * shared:.3g} % of the socket reads brought several events": shared,
        f"{100 * unseen:.3g} % of the streams came in one piece (a buffering proxy?): their first "
        "token was seen at their end": unseen,
        f"{resent} requests were sent again: the server had closed an idle connection": resent,
    }
    return [note for note, holds in notes.items() if holds]
