"""A process that says of two formulas whether they are equal: `python -m evalbench.algebra 5`.

It reads JSON lines `[reference, answer]` and answers each with `1` or `0`. The kernel ends it when
a comparison takes more seconds of CPU time than are given: no formula, however it is made, holds up
the one who asks. CPU time and not wall time, so that a busy host does not change a score.
"""

import json
import logging
import resource
import signal
import sys

MEMORY_BYTES = 4 << 30
_DIGITS = 40  # to which numbers are worked out that are given exactly


def main() -> int:
    """Until standard input ends. What is missing is told in the first line, and ends it with 1."""
    cpu_s = float(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # the library warns that it keeps no time itself
    try:
        _equal("1/2", r"\frac{1}{2}")
    except ImportError as missing:
        _tell(f"{type(missing).__name__}: {missing}")
        return 1
    _tell("ready")
    for line in sys.stdin:
        reference, answer = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        verdict = _equal(reference, answer)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _tell("1" if verdict else "0")
    return 0


def _equal(reference: str, answer: str) -> bool:
    # LaTeX alone: what the library takes for a plain expression goes through Python's parser
    from latex2sympy2_extended import NormalizationConfig
    from math_verify import LatexExtractionConfig, parse, verify

    # units are off already; what the library takes for one turns 2ab into 2
    normal = NormalizationConfig(
        basic_latex=True,
        units=False,
        malformed_operators=True,
        nits=True,
        boxed="none",
        equations=False,
    )
    latex = [LatexExtractionConfig(boxed_match_priority=-1, normalization_config=normal)]
    gold, given = (
        parse(
            f"${each}$", extraction_config=latex, fallback_mode="no_fallback", parsing_timeout=None
        )
        for each in (reference, answer)
    )
    if not gold or not given:
        return False
    same = bool(verify(gold, given, timeout_seconds=None, allow_set_relation_comp=True))
    return same and not _near(gold[0], given[0])


def _near(left: object, right: object) -> bool:
    """Whether two numbers are only near: the library compares rounded values of exact ones too.

    So 1/2004! is 2/2004! for it. Where either has decimals, near is meant to be enough.
    """
    from sympy import Expr, Float, Number

    if not (isinstance(left, Expr) and isinstance(right, Expr)) or left == right:
        return False
    if not (left.is_number and right.is_number) or left.has(Float) or right.has(Float):
        return False
    one, other = left.doit(), right.doit()  # 50 % is a product that is not worked out
    gap, *sizes = (abs(each).evalf(_DIGITS) for each in (one - other, one, other))
    if not all(isinstance(each, Number) for each in (gap, *sizes)):
        return False
    return bool(gap > max(sizes) * 10 ** (10 - _DIGITS))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
