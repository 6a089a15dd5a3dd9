"""The command line: arguments in, exit code out. The only place that prints errors."""

import argparse
import dataclasses
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

import evalbench
from evalbench.config.options import MODE_NAMES, Options, Selection
from evalbench.errors import EvalbenchError, did_you_mean

_EPILOG = """\
commands:
  evalbench init [FOLDER]        copy the shipped configs to FOLDER (default ./configs) to edit them
  evalbench simulate --port N    an OpenAI-compatible endpoint with exact timing (simulate --help)
  evalbench compare A B          two runs over the same samples, pair by pair (compare --help)

exit codes: 0 done and complete, 1 a task or sample failed, 2 usage or configuration, 130
interrupted
"""


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code, as `errors.py` lists them."""
    debug = "--debug" in argv
    try:
        command = _COMMANDS.get(argv[0]) if argv else None
        return command(argv[1:]) if command else _evaluate(argv)
    except EvalbenchError as error:
        if debug:
            traceback.print_exc()
        print(f"evalbench: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(
            "\nevalbench: interrupted; what was answered is kept: --reuse goes on with an accuracy "
            "run, --mode perf_viz --reuse shows what a perf run has measured",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:  # `evalbench … | head`: the reader has seen enough
        sys.stderr.close()
        return 0


def _evaluate(argv: Sequence[str]) -> int:
    parser = _parser()
    if not argv:
        parser.print_usage(sys.stderr)
        print("evalbench: name models and data sets, or a config file", file=sys.stderr)
        return 2
    arguments = parser.parse_args(argv)
    options = _options(arguments)
    # from here on things are slow to import; --help and --version never come here
    from evalbench import inspection

    if arguments.list:
        print(inspection.listing(arguments.list, options))
        return 0
    if arguments.search:
        print(inspection.search(options))
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
    values["models"] = tuple(arguments.models or ())
    values["datasets"] = tuple(arguments.datasets or ())
    values["generation"] = parse_pairs(arguments.generation or (), "--generation")
    values["cfg_options"] = parse_pairs(arguments.cfg_options or (), "--cfg-options")
    return Options(**values)


def _at_least(least: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, not {value}")
        return value

    whole_number.__name__ = "whole number"  # argparse names it: invalid whole number value: 'x'
    return whole_number


def _a_name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must name a run, or be left out")
    return text


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """With the options that may have been meant."""
        unknown = [word for word in message.split() if word.startswith("--")]
        if message.startswith("unrecognized arguments") and unknown:
            known = [flag for action in self._actions for flag in action.option_strings]
            message += f"; {did_you_mean(unknown[0].replace('_', '-'), known)}"
        super().error(message.removesuffix("; "))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "evalbench",
        usage="evalbench [CONFIG.py] [--models M …] [--datasets D …] [options]",
        description="How right are the answers of an LLM service, and how fast do they come?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("config", nargs="?", metavar="CONFIG.py", help="a whole-file config")
    parser.add_argument("--version", action="version", version=evalbench.__version__)
    _add_what(parser.add_argument_group("what is asked"))
    _add_how(parser.add_argument_group("what is done"))
    _add_model(parser.add_argument_group("the model, without editing its file"))
    _add_accepted(parser.add_argument_group("always on (accepted for AISBench's command lines)"))
    return parser


_Group = argparse._ArgumentGroup  # argparse gives its groups no public name


def _add_what(group: _Group) -> None:
    add = group.add_argument
    add("--models", nargs="+", metavar="M", help="model configs by name")
    add("--datasets", nargs="+", metavar="D", help="data set configs by name")
    add("--summarizer", metavar="S", help="summarizer config by name")
    add("--custom-dataset-path", metavar="FILE", help="a jsonl or csv of your own")
    add(
        "--custom-dataset-data-type",
        choices=("mcq", "qa"),
        help="what the file holds (default: mcq when it has columns A and B)",
    )
    add("--config-dir", metavar="DIR", help="searched before ./configs and the shipped configs")
    add("--num-prompts", type=_at_least(1), metavar="N", help="the first N of each data set")
    add(
        "--sample",
        type=_at_least(1),
        metavar="N",
        help="N of each benchmark, spread over its subjects, drawn from the seed",
    )
    add("--seed", type=_at_least(0), metavar="N", help="of samples and arrivals (default: 0)")


def _add_how(group: _Group) -> None:
    add = group.add_argument
    add("-m", "--mode", choices=MODE_NAMES, default="all", help="default: all")
    add(
        "-r",
        "--reuse",
        nargs="?",
        const="latest",
        type=_a_name,
        metavar="TIMESTAMP",
        help="go on with an earlier run of the work dir (default: the latest)",
    )
    add("-w", "--work-dir", metavar="DIR", help="where runs go (default: outputs/default)")
    add("-s", "--search", action="store_true", help="show the files that the names mean, and stop")
    add(
        "--dry-run",
        action="store_true",
        help="check all, show the first request of each task, send nothing",
    )
    add("--list", choices=("models", "datasets", "summarizers"), help="show all config names")
    add(
        "--num-warmups",
        type=_at_least(0),
        metavar="N",
        help="unrecorded requests before a load (default: 1 in a perf run, else 0)",
    )
    add(
        "--max-num-workers",
        type=_at_least(1),
        default=1,
        metavar="N",
        help="models that are asked at the same time (default: 1)",
    )
    add("--debug", action="store_true", help="show more, and tracebacks of errors")


def _add_model(group: _Group) -> None:
    add = group.add_argument
    add("--url", help="of the service, with or without /v1")
    add("--host-ip", metavar="HOST", help="name or address of the service")
    add("--host-port", type=_at_least(1), metavar="PORT")
    add("--model-name", metavar="NAME", help="as the service calls it")
    add("--api-key-env", metavar="VARIABLE", help="environment variable that holds the key")
    add("--batch-size", type=_at_least(1), metavar="N", help="requests in flight")
    add("--request-rate", type=float, metavar="R", help="requests per second; 0: no pacing")
    add("--max-out-len", type=_at_least(1), metavar="N", help="output tokens at most")
    add("--tokenizer", metavar="DIR", help="folder of the tokenizer (path in the file)")
    add("--stream", action=argparse.BooleanOptionalAction, help="stream the answers, or not")
    add(
        "--retry",
        type=_at_least(0),
        metavar="N",
        help="sends after the first one, at most (a perf run: 0 unless said here)",
    )
    add("--generation", nargs="+", metavar="KEY=VALUE", help="into generation_kwargs")
    add("--cfg-options", nargs="+", metavar="PATH=VALUE", help="models.0.retry=5, say")


def _add_accepted(group: _Group) -> None:
    """Always on, so there is nothing to read."""
    add = group.add_argument
    add("--merge-ds", action="store_true", help="data sets of a model always share its slots")
    add("--dump-eval-details", action="store_true", help="every sample's details are always kept")


def _init(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("evalbench init", description="Copy the configs to edit.")
    parser.add_argument("folder", nargs="?", default="configs", help="default: ./configs")
    arguments = parser.parse_args(argv)
    from evalbench.config.starter import copy_tree

    copied, kept = copy_tree(arguments.folder)
    print(f"{arguments.folder}: {copied} files copied, {kept} that were there already left as is")
    return 0


def _simulate(argv: Sequence[str]) -> int:
    from evalbench.simulator.arguments import add_arguments, settings_from

    parser = argparse.ArgumentParser(
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
    parser = argparse.ArgumentParser(
        "evalbench compare",
        description="Two runs over the same samples, pair by pair: is B as good as A? "
        "With --margin the exit code is 0 only if that is proven, 1 if B is worse or undecided.",
    )
    parser.add_argument("a", metavar="A", help="run folder; RUN:MODEL when it has several models")
    parser.add_argument("b", metavar="B", help="run folder; RUN:MODEL when it has several models")
    parser.add_argument(
        "--margin", type=float, metavar="X", help="verdict: equal within X percentage points?"
    )
    parser.add_argument("--two-sided", action="store_true", help="a better B is a difference too")
    parser.add_argument("--flips", type=_at_least(0), default=10, metavar="N", help="shown (10)")
    arguments = parser.parse_args(argv)
    from evalbench.reports.paired_runs import comparison_text

    text, passes = comparison_text(
        arguments.a,
        arguments.b,
        margin=arguments.margin,
        two_sided=arguments.two_sided,
        flips=arguments.flips,
    )
    print(text)
    return 0 if passes else 1


_COMMANDS = {"init": _init, "simulate": _simulate, "compare": _compare}
