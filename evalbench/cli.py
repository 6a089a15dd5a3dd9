"""The command line: arguments in, exit code out. The only place that prints errors."""

import argparse
import dataclasses
import errno
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import evalbench
from evalbench.config.arguments import add_options
from evalbench.config.options import MODE_NAMES, Options, Selection
from evalbench.config.parser import Parser, check_text, choose_language
from evalbench.config.words import only, retries, whole
from evalbench.errors import EvalbenchError
from evalbench.errors.config import ARGUMENTS_MISSING, IDLE_HERE, NO_SUCH_COMMAND, NOTHING_SAID
from evalbench.errors.entries import Phrase
from evalbench.errors.output import NOT_USED, NOT_WRITTEN
from evalbench.errors.suggestions import did_you_mean
from evalbench.interruption import OUTSIDE_A_RUN, Interrupted

if TYPE_CHECKING:
    from evalbench.library.benchmarks import Benchmark

_EPILOG = """\
commands:
  evalbench init [FOLDER]        copy the shipped configs to FOLDER (default ./configs) to edit them
  evalbench simulate --port N    an OpenAI-compatible endpoint with exact timing (simulate --help)
  evalbench calibrate            what this host adds to latencies, and what it can carry
  evalbench doctor --models M    what stands between this host and a good run (doctor --help)
  evalbench datasets ACTION      list, check or fetch the files of benchmarks (datasets --help)
  evalbench compare A B          two runs over the same samples, pair by pair (compare --help)
  evalbench rerun RUN            the same run again, and what differs from then (rerun --help)

exit codes: 0 done and complete, 1 a task or sample failed, 2 usage or configuration, 130
interrupted (Ctrl-C, SIGTERM)
"""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code, as `errors.py` lists them."""
    debug = "--debug" in argv
    choose_language(argv)
    words = _command_first(argv)
    try:
        check_text(argv)
        command = _command(words[0]) if words else None
        code = command(words[1:]) if command else _evaluate(argv)
        sys.stdout.flush()  # here a full disk can be told, and at the end of Python it cannot
        return code
    except EvalbenchError as error:
        return _tell(error, error, debug=debug)
    except KeyboardInterrupt as stop:
        told = stop.told if isinstance(stop, Interrupted) else OUTSIDE_A_RUN
        _say(f"\nevalbench: {told}")
        return 130
    except BrokenPipeError:  # `evalbench … | head`: the reader has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:
        return _tell(_about(error), error, debug=debug)


def _about(error: OSError) -> EvalbenchError:
    """What the system refuses: a path that somebody named, or room for what is printed.

    Anything else is raised again: a bug.
    """
    if error.filename is not None:
        return NOT_USED(path=error.filename, reason=error.strerror)
    if error.errno not in _NO_ROOM:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python would try once more at its end
    return NOT_WRITTEN(path=Phrase("standard output", "标准输出"), reason=error.strerror)


def _tell(error: EvalbenchError, cause: Exception, *, debug: bool) -> int:
    """Print it, and return its exit code."""
    if debug:
        tell_bug(type(cause), cause, cause.__traceback__)
    _say(_unseen(f"evalbench: {error}"))
    return error.exit_code


def _say(text: str) -> None:
    from evalbench.terminal import fitting  # measures signs, which --help does without

    print(fitting(text, sys.stderr), file=sys.stderr)


def _command_first(argv: Sequence[str]) -> Sequence[str]:
    """`--lang zh compare A B` as `compare A B --lang zh`."""
    said = 2 if argv[:1] == ["--lang"] else int(bool(argv) and argv[0].startswith("--lang="))
    return [*argv[said:], *argv[:said]]


def _evaluate(argv: Sequence[str]) -> int:
    parser = _parser()
    if not argv:
        parser.print_usage(sys.stderr)
        raise NOTHING_SAID(command=parser.prog)
    arguments = parser.parse_args(argv)
    options = _options(arguments)
    # from here on things are slow to import; --help and --version never come here
    from evalbench import inspection

    if arguments.list:
        print(inspection.listing(arguments.list, options, sys.stdout))
        return 0
    if arguments.search:
        print(inspection.search(options, sys.stdout))
        return 0
    if arguments.dry_run:
        print(inspection.dry_run(options))
        return 0
    from evalbench import workflow

    return 0 if workflow.run(options, argv) else 1


def _options(arguments: argparse.Namespace) -> Options:
    from evalbench.config.pairs import parse_pairs

    values = {
        each.name: getattr(arguments, each.name)
        for each in dataclasses.fields(Options)
        if hasattr(arguments, each.name)
    }
    chosen = (arguments.num_prompts, arguments.sample, arguments.seed)
    values["selection"] = Selection(*chosen)
    values["retry"] = retries(arguments.retry or ())
    values["models"] = tuple(arguments.models or ())
    values["datasets"] = tuple(arguments.datasets or ())
    values["slo_percentile"] = dict(arguments.slo_percentile or ())
    values["slo"] = _limits(arguments.slo or ())
    values["sweep"] = only(arguments.sweep or ())
    values["generation"] = parse_pairs(arguments.generation or (), "--generation")
    values["cfg_options"] = parse_pairs(arguments.cfg_options or (), "--cfg-options")
    return Options(**values)


def _limits(words: Sequence[str]) -> Mapping[str, float]:
    if not words:
        return {}
    from evalbench.metrics.goodput import Slo  # brings metrics that few commands need

    return Slo.parse(words).limits


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "evalbench",
        usage="evalbench [CONFIG.py] [--models M …] [--datasets D …] [options]",
        description="How right are the answers of an LLM service, and how fast do they come?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("config", nargs="?", metavar="CONFIG.py", help="a whole-file config")
    parser.add_argument("--version", action="version", version=evalbench.__version__)
    add_options(parser)
    return parser


def _doctor(argv: Sequence[str]) -> int:
    parser = Parser(
        "evalbench doctor",
        usage="evalbench doctor [CONFIG.py] [--models M …] [--datasets D …] [--json] [options]",
        description="What stands between this host and a good run of the same options: some dozens "
        "of checks within ten seconds, each with what was seen and what to change. "
        "The exit code is 0 without a failure, 1 with one, 2 for a config that cannot be read.",
    )
    parser.add_argument("config", nargs="?", metavar="CONFIG.py", help="a whole-file config")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    add_options(parser)
    arguments = parser.parse_args(argv)
    for name in ("list", "search", "dry_run", "reuse"):
        if getattr(arguments, name):
            raise IDLE_HERE(option=f"--{name.replace('_', '-')}", command="doctor")
    from evalbench.doctor.consultation import consult

    text, healthy = consult(_options(arguments), as_json=arguments.json, screen=sys.stdout)
    print(text)
    return 0 if healthy else 1


def _init(argv: Sequence[str]) -> int:
    parser = Parser("evalbench init", description="Copy the configs to edit.")
    parser.add_argument("folder", nargs="?", default="configs", help="default: ./configs")
    arguments = parser.parse_args(argv)
    from evalbench.config.starter import copy_tree

    copied, kept = copy_tree(arguments.folder)
    print(f"{arguments.folder}: {copied} files copied, {kept} that were there already left as is")
    return 0


def _simulate(argv: Sequence[str]) -> int:
    from evalbench.simulator.arguments import add_arguments, settings_from

    parser = Parser(
        "evalbench simulate", description="An OpenAI-compatible endpoint with exact timing."
    )
    add_arguments(parser)
    settings = settings_from(parser.parse_args(argv))
    from evalbench.simulator.server import run

    run(
        settings,
        lambda url: print(f"serving {settings.model} at {url} (Ctrl-C ends it)", flush=True),
    )
    return 0


def _compare(argv: Sequence[str]) -> int:
    parser = Parser(
        "evalbench compare",
        description="Two runs over the same samples, pair by pair: is B as good as A? "
        "With --margin the exit code is 0 only if that is proven, 1 if B is worse or undecided.",
    )
    parser.add_argument("a", metavar="A", help="run folder; RUN:MODEL when it has several models")
    parser.add_argument("b", metavar="B", help="run folder; RUN:MODEL when it has several models")
    parser.add_argument(
        "--margin",
        type=float,
        metavar="X",
        help="give a verdict: is B equal within X percentage points, or better?",
    )
    parser.add_argument("--two-sided", action="store_true", help="a better B is a difference too")
    parser.add_argument(
        "--flips",
        type=whole(0),
        default=10,
        metavar="N",
        help="show N of the samples that only one run got right (default: 10)",
    )
    arguments = parser.parse_args(argv)
    from evalbench.reports.paired_runs import comparison_text

    text, passes = comparison_text(
        arguments.a,
        arguments.b,
        margin=arguments.margin,
        two_sided=arguments.two_sided,
        flips=arguments.flips,
        screen=sys.stdout,
    )
    print(text)
    return 0 if passes else 1


def _calibrate(argv: Sequence[str]) -> int:
    parser = Parser(
        "evalbench calibrate",
        description="How much this host adds to what it measures, and how much it can carry: "
        "rising loads on the simulator, against the simulator's own log. Later runs quote it.",
    )
    parser.parse_args(argv)
    from evalbench import calibration
    from evalbench.calibrate import calibrate
    from evalbench.summarizers.table import as_text

    found, table = calibrate()
    print(f"\n{table.title}\n{as_text(table)}\n\n{found.sentence()}\nkept: {calibration.path()}")
    return 0


def _rerun(argv: Sequence[str]) -> int:
    parser = Parser(
        "evalbench rerun",
        usage="evalbench rerun RUN [--work-dir DIR] [more options]",
        description="The same run again, from its folder: its config, samples and options, beside "
        "which further ones may be said. What differs from then is told before and after it.",
    )
    parser.add_argument("config", metavar="RUN", help="its folder, or its timestamp")
    add_options(parser)
    parser.set_defaults(mode="")  # not said: that of the run
    arguments = parser.parse_args(argv)
    if arguments.list:
        raise IDLE_HERE(option="--list", command="rerun")
    from evalbench import inspection, rerun

    options, earlier = rerun.repeated(_options(arguments))
    if arguments.search or arguments.dry_run:
        searched = arguments.search
        print(inspection.search(options, sys.stdout) if searched else inspection.dry_run(options))
        return 0
    from evalbench import workflow

    return 0 if workflow.run(options, ["rerun", *argv], earlier) else 1


def _datasets(argv: Sequence[str]) -> int:
    parser = Parser(
        "evalbench datasets",
        usage="evalbench datasets list|check [NAME ...] | evalbench datasets fetch NAME [NAME ...]",
        description="The files of benchmarks. list: what is here, and where the rest would come "
        "from. check: rows by each benchmark's own loader, and SHA-256, against what was "
        "published; the exit code is 1 where something differs. fetch: have the files of a "
        "benchmark, whole and checked, below $EVALBENCH_DATA (else ./data).",
    )
    parser.add_argument("action", choices=("list", "check", "fetch"), help="what to do")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a name or title out of the list")
    arguments = parser.parse_args(argv)
    if arguments.action == "fetch" and not arguments.names:
        raise ARGUMENTS_MISSING(names="NAME", command=parser.prog)
    from evalbench.library import checking, listing
    from evalbench.library.benchmarks import named

    chosen = named(arguments.names)
    if arguments.action == "list":
        print(listing.listing(chosen, sys.stdout, _say))
        return 0
    if arguments.action == "check":
        text, right = checking.check(chosen, sys.stdout, _say, named=bool(arguments.names))
        print(text)
        return 0 if right else 1
    return _fetch(chosen)


def _fetch(chosen: "Sequence[Benchmark]") -> int:
    """Every set, whatever becomes of those before it; the exit code is that of the last error."""
    from evalbench.library.benchmarks import named
    from evalbench.library.fetching import fetch

    code = 0
    for folder in dict.fromkeys(each.folder for each in chosen):
        try:
            # all that read the folder, though only one of them was named: they share its files
            fetch(folder, named([folder]), lambda line: print(line, flush=True))
        except EvalbenchError as error:
            code = _tell(error, error, debug=False)
    return code


def tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback, as Python would print it, without the secrets in it."""
    lines = traceback.format_exception(kind, error, trace)
    print(_unseen("".join(lines)), end="", file=sys.stderr)


def _unseen(text: str) -> str:
    from evalbench.secrecy import unseen  # brings msgspec, which --help does without

    return unseen(text)


def _command(word: str) -> Callable[[Sequence[str]], int] | None:
    """None for an option or a config file: it is a run that is meant. Raises ConfigError."""
    if word in _COMMANDS or not word.replace("_", "").isalnum() or Path(word).exists():
        return _COMMANDS.get(word)
    if word in MODE_NAMES:
        hint = Phrase(f"did you mean --mode {word}?", f"是否想写 --mode {word}？")
    else:
        hint = did_you_mean(word, _COMMANDS)
    raise NO_SUCH_COMMAND(word=word, hint=hint)


_COMMANDS = {
    "calibrate": _calibrate,
    "compare": _compare,
    "datasets": _datasets,
    "doctor": _doctor,
    "init": _init,
    "rerun": _rerun,
    "simulate": _simulate,
}
