"""What the command line says, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["accuracy", "performance"]

MODE_NAMES = ("all", "infer", "eval", "viz", "perf", "perf_viz")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which samples are asked; None: all of them, seed 0."""

    num_prompts: int | None = None  # the first n of each data set
    sample: int | None = None  # n of each benchmark, spread over its subjects
    seed: int | None = None  # of `sample`, and of arrivals

    def over(self, earlier: "Selection") -> "Selection":
        """What is said now, and of an earlier choice what it leaves open."""
        seed = earlier.seed if self.seed is None else self.seed
        says_which = self.num_prompts is not None or self.sample is not None
        which = self if says_which else earlier
        return Selection(which.num_prompts, which.sample, seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`None` everywhere means: not said, the config file decides."""

    config: str | None = None
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    summarizer: str | None = None
    custom_dataset_path: str | None = None
    custom_dataset_data_type: Literal["mcq", "qa"] | None = None
    config_dir: str | None = None
    work_dir: str | None = None
    mode: str = "all"
    reuse: str | None = None  # a run's folder name, or "latest"
    selection: Selection = Selection()
    num_warmups: int | None = None
    max_num_workers: int = 1
    retry: int | None = None
    url: str | None = None
    host_ip: str | None = None
    host_port: int | None = None
    model_name: str | None = None
    api_key_env: str | None = None
    batch_size: int | None = None
    request_rate: float | None = None
    max_out_len: int | None = None
    tokenizer: str | None = None
    stream: bool | None = None
    generation: Mapping[str, Any] = field(default_factory=dict)
    cfg_options: Mapping[str, Any] = field(default_factory=dict)
    debug: bool = False
