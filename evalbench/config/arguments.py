"""The options of a run as argparse has them: names, groups, and what --help says of each."""

import argparse

from evalbench.config.options import (
    DEFAULT_PRESSURE_TIME,
    DEFAULT_RANDOM_PROMPTS,
    DEFAULT_WAIT_SERVER,
    FASTEST_RPS,
    LARGEST_BATCH,
    MODE_NAMES,
    SLOWEST_RPS,
)
from evalbench.config.words import (
    a_name,
    budget,
    burstiness,
    lengths,
    number,
    processes,
    proxy,
    retry,
    slo_percentile,
    sweep,
    timeout,
    whole,
)
from evalbench.durability import DEFAULT_FSYNC, FSYNC_NAMES

Group = argparse._ArgumentGroup  # argparse gives its groups no public name


def add_options(parser: argparse.ArgumentParser) -> None:
    """All options of `evalbench`, in the order in which one thinks of them."""
    _add_what(parser.add_argument_group("what is asked"))
    _add_how(parser.add_argument_group("what is done"))
    _add_model(parser.add_argument_group("the model, without editing its file"))
    _add_connection(parser.add_argument_group("the connection"))
    _add_load(parser.add_argument_group("the load (--mode perf)"))
    _add_verdict(parser.add_argument_group("limits and verdict (--mode perf)"))
    _add_accepted(parser.add_argument_group("always on (accepted for AISBench's command lines)"))


def _add_what(group: Group) -> None:
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
    add(
        "--custom-dataset-meta-path",
        metavar="FILE",
        help="how many of its rows are asked, in which order, how long (default: <it>.meta.json)",
    )
    add("--config-dir", metavar="DIR", help="searched before ./configs and the shipped configs")
    add(
        "--num-prompts",
        type=whole(1),
        metavar="N",
        help="the first N of each data set; with --input-len how many "
        f"(default: {DEFAULT_RANDOM_PROMPTS})",
    )
    add(
        "--sample",
        type=whole(1),
        metavar="N",
        help="N of each benchmark, spread over its subjects, drawn from the seed",
    )
    add(
        "--seed",
        type=whole(0),
        metavar="N",
        help="of samples, arrivals and random prompts (default: 0)",
    )


def _add_how(group: Group) -> None:
    add = group.add_argument
    add("-m", "--mode", choices=MODE_NAMES, default="all", help="default: all")
    add(
        "-r",
        "--reuse",
        nargs="?",
        const="latest",
        type=a_name,
        metavar="RUN",
        help="go on with an earlier run: its folder, or its timestamp in the work dir (default: "
        "latest, the one that was begun last there)",
    )
    add("-w", "--work-dir", metavar="DIR", help="where runs go (default: outputs/default)")
    add("-s", "--search", action="store_true", help="show the files that the names mean, and stop")
    add(
        "--dry-run",
        action="store_true",
        help="check all, show the first request of each task, send nothing",
    )
    add("--list", choices=("models", "datasets", "summarizers"), help="show all config names")
    _add_course(group)
    add(
        "--unsafe-code",
        action="store_true",
        help="run generated code with your own rights where the host has no sandbox for it",
    )
    add("--debug", action="store_true", help="show more, and tracebacks of errors")


def _add_course(group: Group) -> None:
    """What is done before a run's requests, beside them, and when they fail."""
    add = group.add_argument
    add(
        "--num-warmups",
        type=whole(0),
        metavar="N",
        help="unrecorded requests before a load (default: 1 in a perf run, else 0)",
    )
    add(
        "--max-num-workers",
        type=whole(1),
        default=1,
        metavar="N",
        help="models that are asked at the same time (default: 1)",
    )
    add(
        "--fsync",
        choices=FSYNC_NAMES,
        default=DEFAULT_FSYNC,
        help="when answers are brought to the disk itself, for a power cut: within a second "
        "(default), each before it counts, or never",
    )
    add(
        "--max-errors",
        type=budget,
        metavar="N|P%",
        help="end a run for scores when more samples than these have failed (default: go on)",
    )
    add(
        "--wait-server",
        type=whole(0, 86_400),
        metavar="S",
        help="seconds to wait for a server that is gone in a run for scores; 0: do not wait "
        f"(default: {DEFAULT_WAIT_SERVER})",
    )


def _add_model(group: Group) -> None:
    add = group.add_argument
    add("--url", help="of the service, with or without /v1")
    add("--host-ip", metavar="HOST", help="name or address of the service")
    add("--host-port", type=whole(1), metavar="PORT")
    add("--model-name", metavar="NAME", help="as the service calls it")
    add("--api-key-env", metavar="VARIABLE", help="environment variable that holds the key")
    add("--api-key-file", metavar="FILE", help="file that holds the key")
    add("--batch-size", type=whole(1, LARGEST_BATCH), metavar="N", help="requests in flight")
    add(
        "--request-rate",
        type=number(0, FASTEST_RPS),
        metavar="R",
        help="requests per second; 0: no pacing",
    )
    add("--max-out-len", type=whole(1), metavar="N", help="output tokens at most")
    add("--tokenizer", metavar="DIR", help="folder of the tokenizer (path in the file)")
    add("--stream", action=argparse.BooleanOptionalAction, help="stream the answers, or not")
    add(
        "--retry",
        action="append",
        type=retry,
        metavar="N|KIND,…",
        help="sends after the first one, at most (a perf run: 0 unless said here); with --reuse "
        "which answers are asked for again: failed, truncated (default: failed)",
    )
    add("--generation", nargs="+", metavar="KEY=VALUE", help="into generation_kwargs")
    add("--cfg-options", nargs="+", metavar="PATH=VALUE", help="models.0.retry=5, say")


def _add_connection(group: Group) -> None:
    add = group.add_argument
    add("--proxy", type=proxy, metavar="URL", help="http://HOST:PORT that requests go through")
    add("--insecure", action="store_true", help="take any certificate of the service")
    add("--ca-file", metavar="FILE", help="certificates (PEM) that vouch for the service")
    add(
        "--timeout",
        type=timeout,
        metavar="S",
        help="seconds after which a request has failed (default: none for the whole of it)",
    )


def _add_load(group: Group) -> None:
    add = group.add_argument
    add(
        "--input-len",
        type=lengths,
        metavar="N|LOW:HIGH",
        help="random prompts of N tokens, in place of a data set",
    )
    add(
        "--output-len",
        type=lengths,
        metavar="N|LOW:HIGH",
        help="tokens of their answers (default: max_out_len)",
    )
    add(
        "--salt",
        action=argparse.BooleanOptionalAction,
        help="begin every prompt with words of this run alone: no cache knows it",
    )
    _add_arrivals(group)
    add(
        "--workers",
        type=processes,
        metavar="auto|N",
        help="traffic processes (default: auto, as many as the load needs)",
    )


def _add_arrivals(group: Group) -> None:
    add = group.add_argument
    add(
        "--burstiness",
        type=burstiness,
        metavar="B",
        help="gaps at a request rate: 0 equal, 1 Poisson (default), below 1 in bursts",
    )
    add(
        "--ramp-up-strategy",
        choices=("linear", "exponential"),
        help="how the rate goes from the first request to the last",
    )
    rps = number(SLOWEST_RPS, FASTEST_RPS)
    add("--ramp-up-start-rps", type=rps, metavar="R", help="requests per second at first")
    add("--ramp-up-end-rps", type=rps, metavar="R", help="requests per second at last")
    add(
        "--use-timestamp",
        action=argparse.BooleanOptionalAction,
        help="send each row at its timestamp (ms)",
    )
    add(
        "--pressure",
        action="store_true",
        help="keep batch_size in flight for a time, rows over and over; "
        "clients come at the request rate",
    )
    add(
        "--pressure-time",
        type=whole(1, 86_400),
        metavar="T",
        help=f"seconds (default: {DEFAULT_PRESSURE_TIME})",
    )


def _add_verdict(group: Group) -> None:
    add = group.add_argument
    add(
        "--slo",
        nargs="+",
        action="extend",
        metavar="NAME=MS",
        help="ttft, tpot, itl, e2el: what a good request keeps to, for goodput",
    )
    add(
        "--find-capacity",
        action="store_true",
        help="search the highest request rate that keeps to --slo",
    )
    add(
        "--slo-percentile",
        nargs="+",
        action="extend",
        type=slo_percentile,
        metavar="P|NAME=P",
        help="of the requests that must keep to it (default: 99), or to one limit of --slo",
    )
    add(
        "--sweep",
        action="append",
        type=sweep,
        metavar="KEY=V1,V2,…",
        help="a load for each batch_size or request_rate, in one table",
    )


def _add_accepted(group: Group) -> None:
    """Always on, so there is nothing to read."""
    add = group.add_argument
    add("--merge-ds", action="store_true", help="data sets of a model always share its slots")
    add("--dump-eval-details", action="store_true", help="every sample's details are always kept")
