"""What a service has beside answers: a prefix cache, log-probabilities, metrics, a clock."""

from email.utils import parsedate_to_datetime

from evalbench import clock
from evalbench.doctor import questions
from evalbench.doctor.access import says_nothing, unjudged
from evalbench.doctor.findings import Finding, ok, skipped, warning
from evalbench.doctor.subject import Subject, listing
from evalbench.errors.entries import Phrase
from evalbench.models.openai.choice import completion_delta
from evalbench.models.openai.likelihood import read_likelihood
from evalbench.questions import Questions

_FAR_S = 5.0  # the header tells whole seconds


def prefix_cache(subject: Subject) -> Finding:
    """Whether a second prompt that is like the first is computed again."""
    readings = [subject.reading(question) for question in (questions.cold, questions.warm)]
    for refused in (reading.failure for reading in readings):
        if refused:
            return unjudged(refused)
    second = readings[-1].completion
    assert second is not None, "an answer that did not fail"
    if second.cached_tokens is None:
        return skipped(
            Phrase("the server does not tell cached_tokens", "服务端没有给出 cached_tokens"),
            Phrase(
                "vLLM tells it with --enable-prompt-tokens-details",
                "vLLM 需要 --enable-prompt-tokens-details",
            ),
        )
    cached, prompt = second.cached_tokens, second.input_tokens
    if not cached:
        return ok(Phrase("off: nothing of a second prompt", "关闭：第二次相同提示未命中"), cached=0)
    return ok(
        Phrase(
            f"on: {cached} of {prompt} tokens of a second prompt (--salt avoids it)",
            f"开启：第二次相同提示命中 {cached}/{prompt} 个 token (--salt 可避开)",
        ),
        cached=cached,
    )


def logprobs(subject: Subject) -> Finding:
    """Those of a prompt's tokens, which data sets scored by perplexity read."""
    exchange = subject.answer(questions.logprobs).exchange
    reading = subject.protocol.read_scoring(exchange, ())
    told = reading.completion.likelihood if reading.completion else None
    if told:
        count = told.tokens - 1  # the first never has one
        return ok(Phrase(f"of {count} prompt tokens", f"{count} 个提示 token"))
    if reading.failure and says_nothing(reading.failure):
        return unjudged(reading.failure)
    if not any(each.dataset.scores_labels for each in _sets(subject)):
        return skipped(Phrase("not offered, and not needed", "不提供，也不需要"))
    asked, status = _asked_for(subject), exchange.status
    return warning(
        Phrase(f"{asked}: {status}, and none told", f"{asked}：{status}，没有给出"),
        _FIX_BY_CLASS if subject.is_chat and _told_elsewhere(subject) else _FIX_BY_SERVER,
    )


_FIX_BY_CLASS = Phrase(
    "/v1/completions tells them: type=VLLMCustomAPI",
    "/v1/completions 会给出：改用 type=VLLMCustomAPI",
)
_FIX_BY_SERVER = Phrase(
    "a server that offers them, or a gen config instead of the ppl config, where there is one",
    "换用提供 logprobs 的服务，或改用该数据集的 gen 配置（如果有）",
)


def _asked_for(subject: Subject) -> str:
    if subject.is_chat:
        return "/v1/chat/completions + prompt_logprobs"
    return "/v1/completions + echo, logprobs"


def _told_elsewhere(subject: Subject) -> bool:
    exchange = subject.answer(questions.logprobs_of_completions).exchange
    completion = read_likelihood(exchange, completion_delta, (), behind=False).completion
    return completion is not None and completion.likelihood is not None


def _sets(subject: Subject) -> tuple[Questions, ...]:
    return subject.data.result(subject.until_ns).sets if subject.has_data else ()


def metrics(subject: Subject) -> Finding:
    exchange = subject.answer(questions.metrics).exchange
    body = b"".join(chunk for _, chunk in exchange.reads)
    count = body.count(b"# TYPE ")
    if exchange.status == 200 and count:
        return ok(Phrase(f"/metrics has {count} metrics", f"/metrics 有 {count} 个指标"))
    if exchange.error:
        return unjudged(exchange.error)
    said = exchange.status
    return skipped(Phrase(f"/metrics: {said}; not needed", f"/metrics：{said}；不需要"))


def server_clock(subject: Subject) -> Finding:
    """Against this host's: server logs are laid beside a run's instants."""
    answer = subject.answer(listing)
    said = answer.headers.get("date", "")
    try:
        there = parsedate_to_datetime(said)
    except ValueError:
        return skipped(Phrase("the server sends no Date", "服务端没有发送 Date"))
    pair = clock.pair()
    arrived_ns = answer.exchange.headers_ns or pair.monotonic_ns
    here_s = (pair.wall_ns - (pair.monotonic_ns - arrived_ns)) / 1e9
    off_s = there.timestamp() + 0.5 - here_s  # on average half a second is cut off
    evidence = Phrase(
        f"the server's is {off_s:+.1f} s from this host's", f"服务端与本机相差 {off_s:+.1f} 秒"
    )
    if abs(off_s) <= _FAR_S:
        return ok(evidence, off_s=round(off_s, 1))
    return warning(
        evidence,
        Phrase("a time service on both: chronyc tracking", "两端都应对时：chronyc tracking"),
        off_s=round(off_s, 1),
    )
