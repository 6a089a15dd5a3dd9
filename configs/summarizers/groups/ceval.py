"""C-Eval's averages: four groups, the hard subjects, all; weighted: by the number of questions."""

from mmengine.config import read_base

with read_base():
    from ...datasets.ceval.ceval_subjects import ceval_hard_subjects, ceval_subjects

ceval_all = [f"ceval-{name}" for name in ceval_subjects]

ceval_summary_groups = [
    *(
        dict(
            name=f"ceval-{group}",
            subsets=[f"ceval-{name}" for name, (_, of) in ceval_subjects.items() if of == group],
        )
        for group in ("stem", "social-science", "humanities", "other")
    ),
    dict(name="ceval-hard", subsets=[f"ceval-{name}" for name in ceval_hard_subjects]),
    dict(name="ceval", subsets=ceval_all),
    dict(name="ceval-weighted", subsets=ceval_all, weights="samples"),
]
