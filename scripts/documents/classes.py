"""The classes and functions that a config of another tool finds here by their names, as rows."""

from collections.abc import Iterator, Sequence

from evalbench import registry

# by the key of a config that names one
_KEYS = {
    "models": "models: `type`",
    "inferencers": "`inferencer`",
    "retrievers": "`retriever`",
    "evaluators": "`evaluator`",
    "postprocessors": "`pred_postprocessor`, `dataset_postprocessor`",
}
_OF_NO_CONFIG = "evalbench.postprocessors.reasoning"  # a model's reasoning is always taken out


def of_classes() -> Iterator[Sequence[str]]:
    """Key, file and names, in the order in which a sample meets them."""
    for kind, key in _KEYS.items():
        files: dict[str, list[str]] = {}
        for name, dotted in registry.paths(kind).items():
            module = dotted.rpartition(".")[0]
            if module != _OF_NO_CONFIG:
                files.setdefault(module.rpartition(".")[2], []).append(f"`{name}`")
        for file in sorted(files):
            yield key, file, ", ".join(sorted(files[file]))
