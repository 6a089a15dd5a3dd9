"""From the command line to everything that a run needs to know, checked before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from evalbench.config import files, overrides
from evalbench.config.blame import blamed
from evalbench.config.build import build
from evalbench.config.dataset import DatasetConfig, dataset_config
from evalbench.config.foreign.hearing import heard
from evalbench.config.gather import DEFAULT_SUMMARIZER, Found, Given, gather
from evalbench.config.key_file import others_may_read
from evalbench.config.model import ModelConfig, model_config
from evalbench.config.options import Kind, Options, Selection
from evalbench.errors import ConfigError
from evalbench.errors.config import (
    BURSTINESS_WITHOUT_RATE,
    CA_FILE_UNREADABLE,
    DATASET_ABBR_TAKEN,
    ELEMENT_REPLACED,
    LIST_CHANGED,
    MODEL_ABBR_TAKEN,
    SUMMARIZER_OF_OTHER_KIND,
)
from evalbench.errors.entries import Phrase
from evalbench.interfaces import Summarizer
from evalbench.tokenizer import check_folder

_TOO_LOW = Phrase(
    "{model}: request_rate={rate} is too low to pace by and counts as 0",
    "{model}：request_rate={rate} 太低，无法据此控速，按 0 处理",
)
_RAMP = Phrase(
    "{model}: the ramp of traffic_cfg takes the place of request_rate={rate}",
    "{model}：traffic_cfg 的爬坡代替 request_rate={rate}",
)
_BURSTS = Phrase(
    "{model}: burstiness spreads the requests of a rate, and request_rate is 0",
    "{model}：burstiness 只对按速率发送的请求起作用，而 request_rate 为 0",
)
_OPEN_KEY = Phrase(
    "{model}: others than its owner may read the key file {file}: chmod 600 {file}",
    "{model}：密钥文件 {file} 可被他人读取：chmod 600 {file}",
)
_RENAMED = Phrase(
    "{abbr} of {origin} is named {renamed} here: {abbr} is taken",
    "{origin} 的 {abbr} 在这里名为 {renamed}：{abbr} 已被占用",
)


DEFAULT_WORK_DIR = "outputs/default"


class RunConfig(Struct, frozen=True):
    models: tuple[ModelConfig, ...]
    datasets: tuple[DatasetConfig, ...]
    summarizer: Summarizer
    work_dir: str
    files: tuple[files.ConfigFile, ...]
    raw: Mapping[str, Any]  # models, datasets, summarizer as dicts: what is dumped
    notes: tuple[Phrase, ...] = ()
    selection: Selection = field(default_factory=Selection)  # what a whole-file config says of it


def resolve(
    options: Options, *, timed: bool, kind: Kind, asks: bool = True, without_data: bool = False
) -> RunConfig:
    """Find, read, change as the command line says, and check.

    A `timed` run is prepared for measuring; `kind` is that of the summarizer that is wanted. One
    that `asks` nobody needs no key. `without_data`: the command line may name no data set.
    """

    def read(options: Options) -> RunConfig:
        found = heard(gather(options, kind, without_data=without_data))
        return _checked(found, options, timed=timed, kind=kind, asks=asks)

    try:
        return read(options)
    except ConfigError as error:
        raise blamed(error, options, read) from error.__cause__


def _checked(found: Found, options: Options, *, timed: bool, kind: Kind, asks: bool) -> RunConfig:
    tree: dict[str, Any] = {
        "models": overrides.apply([each.raw for each in found.models], options),
        "datasets": [each.raw for each in found.datasets],
        "summarizer": found.summarizer.raw,
    }
    tree = overrides.dotted(tree, options.cfg_options)
    summarizer = _changed([found.summarizer], [tree["summarizer"]])[0]
    models = _changed(found.models, tree["models"])
    datasets, told = _distinct(_changed(found.datasets, tree["datasets"]))
    notes = [*found.notes, *told]
    tree["datasets"] = [each.raw for each in datasets]
    if timed:
        tree["models"], told = overrides.for_timing([each.raw for each in models], options)
        models = _changed(models, tree["models"])
        notes += told
    built = _models(models, timed=timed, asks=asks)
    for model, given in zip(built, models, strict=True):
        _check_ca_file(model, "--ca-file" if options.ca_file else f"{given.file}: {model.abbr}")
        _check_burstiness(model, options)
    for model, given in zip(built, models, strict=True):
        notes += _idle_keys(model, given.raw)
        notes += _open_key_file(model)
    return RunConfig(
        models=built,
        datasets=tuple(dataset_config(each.raw, each.file) for each in datasets),
        summarizer=_summarizer(summarizer, kind),
        work_dir=options.work_dir or found.work_dir or DEFAULT_WORK_DIR,
        files=found.used,
        raw=tree,
        notes=tuple(notes),
        selection=found.selection,
    )


def _changed(given: Sequence[Given], raws: Any) -> list[Given]:
    """The same with other dicts; --cfg-options may have put anything in their place."""
    if not isinstance(raws, list) or len(raws) != len(given):
        raise LIST_CHANGED(kind=given[0].kind, count=len(given))
    for raw in raws:
        if not isinstance(raw, dict):
            raise ELEMENT_REPLACED(kind=given[0].kind, found=raw)
    return [each._replace(raw=raw) for each, raw in zip(given, raws, strict=True)]


def _distinct(datasets: Sequence[Given]) -> tuple[list[Given], list[Phrase]]:
    """No two data sets of one abbr: the same twice counts once, a variant gets a name of its own.

    The variants of a benchmark share their abbr, which names the result files.
    """
    kept: dict[str, Given] = {}
    notes = []
    for plain in datasets:
        given = plain._replace(raw={"origin": plain.origin, **plain.raw})
        abbr = str(given.raw.get("abbr"))
        renamed = f"{abbr}@{given.raw['origin']}"
        variant = given._replace(raw={**given.raw, "abbr": renamed})
        if abbr not in kept:
            kept[abbr] = given
        elif given.raw != kept[abbr].raw and renamed not in kept:
            kept[renamed] = variant
            notes.append(_RENAMED.filled(abbr=abbr, origin=given.origin, renamed=renamed))
        elif given.raw != kept[abbr].raw and variant.raw != kept[renamed].raw:
            raise DATASET_ABBR_TAKEN(abbr=abbr).at(given.file)
    return list(kept.values()), notes


def _models(given: Sequence[Given], *, timed: bool, asks: bool) -> tuple[ModelConfig, ...]:
    taken: dict[str, str] = {}
    models = []
    for each in given:
        model = model_config(each.raw, each.where, timed=timed, asks=asks)
        if model.abbr in taken:
            raise MODEL_ABBR_TAKEN(abbr=model.abbr, other=taken[model.abbr]).at(each.file)
        taken[model.abbr] = each.file
        if model.asking.path:
            check_folder(model.asking.path, f"{each.file}: {model.abbr}")
        models.append(model)
    return tuple(models)


def _check_ca_file(model: ModelConfig, where: str) -> None:
    """Read it now: a load must not be the first to find out."""
    file = model.asking.ca_file
    if not file:
        return
    from evalbench.traffic.tls import tls_context  # few have such a file, and ssl takes its time

    try:
        tls_context(model.way)
    except (OSError, ValueError) as error:  # an ssl.SSLError; a zero byte in the path
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise CA_FILE_UNREADABLE(file=file, reason=reason).at(where) from error


def _check_burstiness(model: ModelConfig, options: Options) -> None:
    """Said on the command line, it must have a rate to spread."""
    swept = options.sweep is not None and options.sweep.key == "request_rate"
    if options.burstiness is not None and not (swept or model.asking.traffic.paced):
        raise BURSTINESS_WITHOUT_RATE(abbr=model.abbr)


def _idle_keys(model: ModelConfig, raw: Mapping[str, Any]) -> Iterator[Phrase]:
    """What the file says of the load, and the load does not follow."""
    traffic = model.asking.traffic
    said = raw.get("request_rate", 0)
    if said and traffic.rate == 0:
        yield _TOO_LOW.filled(model=model.abbr, rate=said)
    if traffic.rate and traffic.ramp:
        yield _RAMP.filled(model=model.abbr, rate=said)
    if traffic.burstiness != 1 and not traffic.paced:
        yield _BURSTS.filled(model=model.abbr)


def _open_key_file(model: ModelConfig) -> Iterator[Phrase]:
    file = model.asking.api_key_file
    if model.key and others_may_read(file):
        yield _OPEN_KEY.filled(model=model.abbr, file=file)


def _summarizer(given: Given, kind: Kind) -> Summarizer:
    rest = {key: value for key, value in given.raw.items() if key != "attr"}
    summarizer: Summarizer = build("summarizers", rest, given.where)
    for attr in (given.raw.get("attr"), summarizer.attr):
        if attr != kind:
            name = DEFAULT_SUMMARIZER[kind]
            raise SUMMARIZER_OF_OTHER_KIND(attr=attr, kind=kind, name=name).at(given.where)
    return summarizer
