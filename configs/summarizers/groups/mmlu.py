"""MMLU's averages: four groups and all; weighted: by the number of questions."""

from mmengine.config import read_base

with read_base():
    from ...datasets.mmlu.mmlu_subjects import mmlu_subjects

mmlu_all = [f"lukaemon_mmlu_{name}" for names in mmlu_subjects.values() for name in names]

mmlu_summary_groups = [
    *(
        dict(name=f"mmlu-{group}", subsets=[f"lukaemon_mmlu_{name}" for name in names])
        for group, names in mmlu_subjects.items()
    ),
    dict(name="mmlu", subsets=mmlu_all),
    dict(name="mmlu-weighted", subsets=mmlu_all, weights="samples"),
]
