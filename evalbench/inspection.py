"""What a command line means, without sending anything: names, files, first requests."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import msgspec

from evalbench.config import files
from evalbench.config.gather import gather
from evalbench.config.options import Options
from evalbench.errors.entries import Phrase
from evalbench.plan import Load, Task
from evalbench.prompts.salt import nonce_of, salted
from evalbench.secrecy import MASK, masked
from evalbench.stages.scoring import speaker
from evalbench.summarizers.table import as_text, fitted, narrowed, width_of
from evalbench.terminal import columns_of
from evalbench.types import Prompt, Request, Table
from evalbench.workflow import MODES, prepare

_NOTE = Phrase("note: {note}", "说明：{note}")


def listing(kind: str, options: Options, screen: TextIO) -> str:
    """Every config of a kind with its file and the first line of its docstring.

    A narrow screen goes without the files, which --search tells.
    """
    found = files.listing(kind, files.roots(options.config_dir))
    rows = [[name, _first_line(paths[0]), str(paths[0])] for name, paths in sorted(found.items())]
    table = Table(kind, ["name", "what it is", "file"], rows)
    columns = columns_of(screen)
    if columns is not None:
        table = narrowed(fitted(table, columns, ["file"]), columns, ["what it is", "name"])
    return as_text(table)


def _first_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace").lstrip()
    return text.removeprefix('"""').split("\n", 1)[0].rstrip('"') if text.startswith('"""') else ""


def search(options: Options, screen: TextIO) -> str:
    """AISBench's table of resolved files; where it is too wide each path is in a line of its own.

    A path stays whole: it is there to be copied.
    """
    used = gather(options, MODES[options.mode].kind).used
    rows = [[file.kind, file.name, str(file.path)] for file in used]
    table = Table("files", ["Task Type", "Task Name", "Config File Path"], rows)
    columns = columns_of(screen)
    if columns is None or width_of(table) <= columns:
        return as_text(table)
    return "\n".join(f"{file.kind}  {file.name}\n    {file.path}" for file in used)


def dry_run(options: Options) -> str:
    """Everything that is checked before a run, and the first request of each task."""
    chosen, plan = prepare(options)
    timed = MODES[chosen.mode].timed
    notes = [str(_NOTE.filled(note=note)) for note in plan.config.notes]
    shown = [
        _first_request(task, prompt)
        for load in plan.by_workload()
        for task, prompt in _first_prompts(load, plan.seed, timed=timed)
    ]
    tasks, samples = len(plan.tasks), sum(task.questions.asked for task in plan.tasks)
    counts = f"{tasks} task{'s' * (tasks != 1)}, {samples} sample{'s' * (samples != 1)}"
    return "\n\n".join([*notes, *shown, f"{counts}; nothing was sent"])


def _first_prompts(load: Load, seed: int, *, timed: bool) -> Iterator[tuple[Task, Prompt]]:
    """That of each task as it will be sent."""
    place = 0
    for task in load.tasks:
        prompt = task.questions.prompt(task.samples[0])
        if timed and load.model.asking.salt:
            prompt = salted(prompt, nonce_of(f"dry run/{load.name}", seed), place)
        yield task, prompt
        place += len(task.samples)


def _first_request(task: Task, prompt: Prompt) -> str:
    sample = task.samples[0]
    protocol, asking = task.asking[0], task.model.asking
    request = speaker(task, sample).request(f"{sample.id}/0", prompt, sample.max_out_len)
    rate = f", {asking.request_rate:g} requests/s" if asking.request_rate else ""
    labels = _labels(task)
    lines = [
        f"{task.name}: {task.questions.asked} samples{labels}, {asking.batch_size} in flight{rate}",
        f"POST {masked(request.url)}",
        *(f"{name}: {value}" for name, value in _shown_headers(request).items()),
        "",
        _shown_body(request),
    ]
    if not protocol.model:
        lines.append('("model" is asked of /v1/models when the run begins)')
    if prompt != task.questions.prompt(sample):
        lines.append("(the salt in front of the prompt is another one in each run)")
    return "\n".join(lines)


def _labels(task: Task) -> str:
    if task.dataset.choices:
        return f" of {len(task.samples)} labels together"
    return f" of {len(task.dataset.labels)} labels" if task.dataset.labels else ""


def _shown_body(request: Request) -> str:
    """As it is sent, but for keys in extra_body; the prompt is shown whatever it says."""
    body = msgspec.json.decode(request.body)
    shown = {key: body[key] if key in _PROMPTS else masked(body[key], key) for key in body}
    return msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()


_PROMPTS = ("prompt", "messages")
_OPEN_HEADERS = ("Content-Type", "Accept-Encoding", "X-Request-Id")


def _shown_headers(request: Request) -> Mapping[str, str]:
    return {name: value if name in _OPEN_HEADERS else MASK for name, value in request.headers}
