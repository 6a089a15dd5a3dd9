"""Which options go with which mode, and with one another: what would do nothing is refused."""

from evalbench.config.options import Options
from evalbench.errors import ConfigError

# those that have something to do …
_WHERE_TIMED = (  # … where a load is put on a service to measure it
    "pressure",
    "pressure_time",
    "workers",
    "burstiness",
    "ramp_up_strategy",
    "ramp_up_start_rps",
    "ramp_up_end_rps",
    "use_timestamp",
    "salt",
    "input_len",
    "output_len",
    "find_capacity",
    "sweep",
)
_WHERE_ASKED = ("proxy", "insecure", "ca_file", "timeout")  # … where a service is asked anything
_WHERE_SCORED = ("max_errors", "wait_server")  # … where a service is asked for scores
_WHERE_MEASURED = ("slo",)  # … where requests are measured, now or long after

_RAMP = ("ramp_up_strategy", "ramp_up_start_rps", "ramp_up_end_rps")

# the first does nothing without the second
_NEEDS = (
    ("pressure_time", "pressure", "it says how long"),
    ("find_capacity", "slo", "a rate is sustained as long as requests keep to a limit"),
    ("slo_percentile", "find_capacity", "goodput counts requests, of any percentile"),
    ("output_len", "input_len", "answers to a data set are limited by --max-out-len"),
)

# of these two one would do nothing
_EXCLUDE = (
    ("insecure", "ca_file", "the one checks no certificate, the other says by what to check it"),
    ("find_capacity", "sweep", "both choose the loads of the run"),
    ("find_capacity", "pressure", "the search says itself how long each load is"),
    ("find_capacity", "request_rate", "the rate is what is searched"),
    ("find_capacity", "burstiness", "it searches the rate of Poisson arrivals"),
    *(("find_capacity", each, "it searches a steady rate") for each in _RAMP),
    ("use_timestamp", "find_capacity", "timestamps say when each request leaves"),
    ("use_timestamp", "sweep", "timestamps are the load, and are the same at every point"),
    ("use_timestamp", "request_rate", "timestamps say when each request leaves"),
    ("use_timestamp", "burstiness", "timestamps say when each request leaves"),
    *(("use_timestamp", each, "timestamps say when each request leaves") for each in _RAMP),
    ("use_timestamp", "pressure", "rows that come over and over have no time of their own"),
    ("use_timestamp", "input_len", "random prompts have no timestamps"),
    *((each, "request_rate", "a ramp has its own rates") for each in _RAMP),
    *(("pressure", each, "clients come evenly, at --request-rate") for each in _RAMP),
    ("pressure", "burstiness", "clients come evenly, at --request-rate"),
    ("output_len", "max_out_len", "the length of each answer is drawn for it"),
    ("input_len", "datasets", "it stands for a data set"),
    ("input_len", "custom_dataset_path", "it stands for a data set"),
)


def check(given: Options, *, timed: bool, asks: bool, measured: bool) -> None:
    """Raise ConfigError for the first option that would be accepted and then do nothing.

    The mode's part: whether it puts a load on a service, asks one at all, shows measurements.
    """
    _check_mode(given, timed=timed, asks=asks, measured=measured)
    for one, other, why in _NEEDS:
        if _said(given, one) and not _said(given, other):
            raise ConfigError(f"{_flag(one)} goes with {_flag(other)}: {why}")
    for one, other, why in _EXCLUDE:
        if _said(given, one) and _said(given, other):
            raise ConfigError(f"{_flag(one)} and {_flag(other)} exclude each other: {why}")
    _check_sweep(given)


def _check_mode(given: Options, *, timed: bool, asks: bool, measured: bool) -> None:
    for names, has_place, what, fix in (
        (_WHERE_ASKED, asks, "asks nothing", ""),
        (_WHERE_TIMED, timed, "puts no load on a service", "--mode perf"),
        (_WHERE_SCORED, asks and not timed, "asks for no scores", "--mode all, or infer"),
        (_WHERE_MEASURED, measured, "measures nothing", "--mode perf, or --mode perf_viz --reuse"),
    ):
        name = next((name for name in names if _said(given, name)), None)
        if name and not has_place:
            raise ConfigError(
                f"--mode {given.mode} {what}: {_flag(name)} has nothing to do", fix=fix
            )


def _check_sweep(given: Options) -> None:
    if given.sweep is None:
        return
    key = given.sweep.key
    if getattr(given, key) is not None:
        raise ConfigError(f"{_flag(key)} and --sweep {key}=… exclude each other")
    ramp = next((each for each in _RAMP if _said(given, each)), None)
    if key == "request_rate" and ramp:
        raise ConfigError(f"{_flag(ramp)} and --sweep {key}=… exclude each other")


_SILENT = Options()


def _said(given: Options, name: str) -> bool:
    value = getattr(given, name)
    # --no-salt is said, but asks for nothing that a mode would have to do
    return value is not False and value != getattr(_SILENT, name)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
