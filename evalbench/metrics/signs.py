"""The signs against a run's numbers, a table: what each looks at, its limits, what to change."""

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct, structs

from evalbench.errors.entries import Phrase, verbatim
from evalbench.metrics.evidence import Evidence

_ALL_BUT_ALL = 0.99  # so that p99 is of a read that the kernel stamped

FEW = Phrase("{thin} {are} decided by fewer than 10 requests{each}", "{thin} 由不足 10 个请求决定")
_MORE_WORKERS = Phrase(
    "more traffic processes (--workers {more_workers}), or a host with idle cores",
    "增加流量进程（--workers {more_workers}），或换一台有空闲核的机器",
)
_HIGHER_CAP = Phrase(
    "a higher cap (--batch-size, now {slots}) if it was reached, else more "
    "traffic processes (--workers {more_workers})",
    "若已达并发上限则提高它（--batch-size，现为 {slots}），否则增加流量进程（--workers "
    "{more_workers}）",
)


class Sign(Struct, frozen=True, kw_only=True):
    """One row of the table.

    A limit is crossed by more than it, with `floor` by less. Two rows of one name are two limits of
    one sign, such as an absolute and a relative one; the graver of them speaks. `text` and `fix`
    name {value}, {limit} and what `verdict` has words for.
    """

    name: str
    value: Callable[[Evidence], float | None]  # None: says nothing
    suspect: float | None = None
    invalid: float | None = None
    floor: bool = False
    unit: Literal["", "ms", "%"] = ""
    text: Phrase
    fix: Phrase
    marks: Callable[[Evidence], tuple[str, ...]] | None = None
    # of marks that are columns: what speaks against each, the most demanding last
    of_columns: Callable[[Evidence], Mapping[str, Evidence]] | None = None


def _relative(
    part: Callable[[Evidence], float | None], whole: Callable[[Evidence], float | None]
) -> Callable[[Evidence], float | None]:
    def share(evidence: Evidence) -> float | None:
        above, below = part(evidence), whole(evidence)
        return None if above is None or not below else above / below

    return share


def _lag(*, in_stamps: bool) -> Callable[[Evidence], float | None]:
    """A read that the kernel stamped may wait without harm to its stamp."""

    def lag(evidence: Evidence) -> float | None:
        by_kernel = (evidence.kernel_share or 0.0) >= _ALL_BUT_ALL
        return None if by_kernel == in_stamps else evidence.lag_ms

    return lag


def _cached(*, salted: bool) -> Callable[[Evidence], float | None]:
    def share(evidence: Evidence) -> float | None:
        return evidence.cached_share if evidence.salted == salted else None

    return share


def _off_one(evidence: Evidence) -> float | None:
    k = evidence.tokens_per_event
    return None if k is None else round(abs(k - 1), 9)  # 1.02 − 1 is 0.020000000000000018


SIGNS: tuple[Sign, ...] = (
    Sign(
        name="answers",
        value=lambda e: None if e.succeeded is None else float(e.succeeded),
        invalid=1,
        floor=True,
        text=verbatim("{unanswered}"),
        fix=verbatim("{say_why}"),
    ),
    Sign(
        name="lost requests",
        value=lambda e: e.lost,
        invalid=0,
        text=Phrase(
            "requests in flight in a traffic process that died: {value}",
            "流量进程退出，丢失在途请求 {value} 个",
        ),
        fix=Phrase(
            "look for its end in logs/ and in the system's log (out of memory?), then run again",
            "在 logs/ 和系统日志中查明原因（内存不足？），然后重跑",
        ),
    ),
    Sign(
        name="interrupted",
        value=lambda e: float(e.interrupted),
        suspect=0,
        text=Phrase(
            "the load was stopped before all was sent; the numbers are those of "
            "{requests} requests",
            "负载在全部发出前被停止；数字来自 {requests} 个请求",
        ),
        fix=verbatim("{to_its_end}"),
    ),
    Sign(
        name="event-loop lag",
        value=_lag(in_stamps=True),
        suspect=5,
        invalid=50,
        unit="ms",
        text=Phrase(
            "a read waited {value} for the client (p99; more than {limit}), and so did its stamp",
            "读取等待客户端 {value}（p99，超过 {limit}），时间戳也晚了这么多",
        ),
        fix=_MORE_WORKERS,
    ),
    Sign(
        name="event-loop lag",
        value=_relative(_lag(in_stamps=True), lambda e: e.median_ttft_ms),
        suspect=0.02,
        invalid=0.25,
        unit="%",
        text=Phrase(
            "a read waited {value} of the median TTFT for the client (p99; more than "
            "{limit}), and so did its stamp",
            "读取等待客户端的时间达 TTFT 中位数的 {value}（p99，超过 {limit}），时间戳也晚了这么多",
        ),
        fix=_MORE_WORKERS,
    ),
    Sign(
        name="event-loop lag",
        value=_lag(in_stamps=False),
        suspect=25,
        unit="ms",
        text=Phrase(
            "a read waited {value} for the client (p99; more than {limit}): its stamp "
            "is the kernel's and did not, but the request after it left late",
            "读取等待客户端 {value}（p99，超过 {limit}）：时间戳由内核打，不受影响，但其后的请"
            "求发晚了",
        ),
        fix=_MORE_WORKERS,
    ),
    Sign(
        name="starved",
        value=lambda e: e.starved_share,
        suspect=0.15,
        invalid=0.50,
        unit="%",
        text=Phrase(
            "a traffic process was ready to run and had no core for {value} of the "
            "time, more than {limit}",
            "流量进程有 {value} 的时间可以运行却没有核可用，超过 {limit}",
        ),
        fix=Phrase(
            "a host with idle cores: something else was running on this one",
            "换一台有空闲核的机器：这台机器上还运行着别的程序",
        ),
    ),
    Sign(
        name="client CPU",
        value=lambda e: e.cpu_share,
        suspect=0.80,
        invalid=0.97,
        unit="%",
        text=Phrase(
            "a traffic process wanted {value} of a core{starved}, more than {limit}",
            "流量进程需要一个核的 {value}{starved}，超过 {limit}",
        ),
        fix=_MORE_WORKERS,
    ),
    Sign(
        name="send delay",
        value=lambda e: e.send_delay_ms,
        suspect=5,
        unit="ms",
        text=Phrase(
            "requests left {value} late (p99; more than {limit}), so the load was not quite open",
            "请求发晚了 {value}（p99，超过 {limit}），负载不完全是开环",
        ),
        fix=_HIGHER_CAP,
    ),
    Sign(
        name="send delay",
        value=_relative(lambda e: e.send_delay_ms, lambda e: e.median_e2el_ms),
        invalid=0.10,
        unit="%",
        text=Phrase(
            "requests left late by {value} of the median E2EL (p99; more than "
            "{limit}): the load was not open; ScheduledTTFT and ScheduledE2EL contain "
            "the delay",
            "请求发晚的时间达 E2EL 中位数的 {value}（p99，超过 {limit}）：负载不是开环；"
            "ScheduledTTFT 与 "
            "ScheduledE2EL 包含这段延迟",
        ),
        fix=_HIGHER_CAP,
    ),
    Sign(
        name="request rate",
        value=lambda e: e.pace_share,
        suspect=0.98,
        invalid=0.90,
        floor=True,
        unit="%",
        text=Phrase(
            "requests were sent at {value} of the scheduled {rate} a second, less than {limit}",
            "请求的发送速率只有计划的每秒 {rate} 个的 {value}，低于 {limit}",
        ),
        fix=Phrase(
            "a higher cap (--batch-size, now {slots}) if it was reached, else more "
            "traffic processes (--workers {more_workers}){slower}",
            "若已达并发上限则提高它（--batch-size，现为 {slots}），否则增加流量进程（--workers "
            "{more_workers}）"
            "{slower}",
        ),
    ),
    Sign(
        name="concurrency",
        value=lambda e: e.occupied_share,
        suspect=0.95,
        invalid=0.80,
        floor=True,
        unit="%",
        text=Phrase(
            "{value} of {slots} slots were in use in the stable stage, less than {limit}",
            "稳定阶段 {slots} 个槽位只用了 {value}，低于 {limit}",
        ),
        fix=Phrase(
            "{longer}; or fewer slots (--batch-size), or more traffic processes "
            "(--workers {more_workers})",
            "{longer}；或减少槽位（--batch-size），或增加流量进程（--workers {more_workers}）",
        ),
    ),
    Sign(
        name="failed requests",
        value=lambda e: e.failed_share,
        suspect=0.01,
        invalid=0.10,
        unit="%",
        text=Phrase(
            "{value} of {requests} requests failed, more than {limit}; latencies are "
            "those of the others",
            "{requests} 个请求中有 {value} 失败，超过 {limit}；时延只统计其余请求",
        ),
        fix=Phrase(
            "the failures by cause say why; a service that refuses load wants {lighter}",
            "失败原因见按原因的失败统计；服务拒绝负载时应{lighter}",
        ),
    ),
    Sign(
        name="output length",
        value=lambda e: e.length_share,
        suspect=0.99,
        invalid=0.90,
        floor=True,
        unit="%",
        text=Phrase(
            "answers have {value} of the output tokens asked for, less than {limit}: "
            "ignore_eos was not obeyed",
            "回答的输出 token 数只有所要求的 {value}，低于 {limit}：ignore_eos 未生效",
        ),
        fix=Phrase(
            "a service that knows ignore_eos, a --max-out-len within its context "
            "length, or --generation ignore_eos=False and numbers for the answers' own "
            "lengths",
            "换支持 ignore_eos 的服务，让 --max-out-len 不超过上下文长度，或用 --generation "
            "ignore_eos=False 按回答自身的长度测量",
        ),
    ),
    Sign(
        name="token counts",
        value=lambda e: float(e.client_counted),
        suspect=0,
        text=Phrase(
            "output tokens were counted by the client: its tokenizer need not be the service's",
            "输出 token 由客户端计数：它的 tokenizer 未必与服务相同",
        ),
        fix=Phrase(
            "let the service send its usage (stream_options.include_usage), or check "
            "that --tokenizer is the served model's",
            "让服务返回 usage（stream_options.include_usage），或确认 --tokenizer 就是所部署模型的",
        ),
    ),
    Sign(
        name="token counts",
        value=lambda e: e.uncounted_share,
        suspect=0,
        invalid=0.01,
        unit="%",
        text=Phrase(
            "{value} of the answers have an unknown number of output tokens: no TPOT "
            "and no token throughput for them",
            "{value} 的回答输出 token 数未知：它们没有 TPOT，也不计入 token 吞吐",
        ),
        fix=Phrase(
            "let the service send its usage (stream_options.include_usage), or name "
            "the model's tokenizer (--tokenizer DIR)",
            "让服务返回 usage（stream_options.include_usage），或指定模型的 tokenizer（"
            "--tokenizer DIR"
            "）",
        ),
    ),
    Sign(
        name="tokens per event",
        value=_off_one,
        suspect=0.02,
        text=Phrase(
            "ITL is between chunks, not tokens (an event brought {tokens_per_event} "
            "tokens, and the service did not tell its running count)",
            "ITL 是数据块之间而非 token 之间的间隔（每个事件带来 {tokens_per_event} 个 token，"
            "服务没有给出累计数）",
        ),
        fix=Phrase(
            "generation_kwargs=dict(stream_options=dict(continuous_usage_stats=True)) "
            "where the service has it; else read TPOT",
            "服务支持时设 "
            "generation_kwargs=dict(stream_options=dict(continuous_usage_stats=True))；否"
            "则请看 TPOT",
        ),
        marks=lambda _: ("ITL",),
    ),
    Sign(
        name="percentiles",
        value=lambda e: len(e.thin),
        suspect=0,
        text=FEW,
        fix=Phrase(
            "{more_answers}, or fewer columns (stats_list)",
            "{more_answers}，或减少列（stats_list）",
        ),
        marks=lambda e: tuple(e.thin),
        of_columns=lambda e: {
            name: structs.replace(e, thin={name: needed}) for name, needed in e.thin.items()
        },
    ),
    Sign(
        name="prefix cache",
        value=_cached(salted=False),
        suspect=0.01,
        unit="%",
        text=Phrase(
            "{value} of the prompt tokens came from the service's cache, more than "
            "{limit}: TTFT is that of a warm cache",
            "{value} 的提示 token 来自服务的缓存，超过 {limit}：TTFT 是缓存命中时的值",
        ),
        fix=Phrase(
            "--salt, which begins every prompt with something new",
            "加 --salt，使每个提示以新内容开头",
        ),
    ),
    Sign(
        name="prefix cache",
        value=_cached(salted=True),
        suspect=0.01,
        unit="%",
        text=Phrase(
            "{value} of the prompt tokens came from the service's cache, more than "
            "{limit}, although the prompts are salted: they share a beginning among "
            "themselves",
            "虽已加盐，仍有 {value} 的提示 token 来自服务的缓存，超过 {limit}：提示之间有相同的"
            "开头",
        ),
        fix=Phrase(
            "prompts without common examples or system prompt, or a service without prefix cache",
            "去掉提示中共同的示例或系统提示，或关闭服务的前缀缓存",
        ),
    ),
    Sign(
        name="stable window",
        value=lambda e: None if e.no_stable is None else 1.0,
        suspect=0,
        text=Phrase(
            "no stable window: {no_stable}. Good enough to see that the service "
            "answers; no number here speaks for a steady load",
            "没有稳定窗口：{no_stable}。只能说明服务有应答；这里的数字都不代表稳定负载",
        ),
        fix=verbatim("{longer}"),
    ),
    Sign(
        name="stable window",
        value=lambda e: e.stable_in_e2el,
        suspect=3,
        floor=True,
        text=Phrase(
            "the stable window is {value} times as long as the longest answer, less than {limit}",
            "稳定窗口的长度只有最长回答的 {value} 倍，不足 {limit} 倍",
        ),
        fix=verbatim("{longer}"),
    ),
)
