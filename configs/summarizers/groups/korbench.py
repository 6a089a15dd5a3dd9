"""KOR-Bench's averages: over its five categories, and over its three mixed tasks."""

from mmengine.config import read_base

with read_base():
    from ...datasets.korbench.korbench_instructions import korbench_instructions

korbench_summary_groups = [
    dict(name="korbench", subsets=[f"korbench_{category}" for category in korbench_instructions]),
    dict(
        name="korbench_mixed",
        subsets=[f"korbench_mixed_{mode}" for mode in ("Multi-Q", "Multi-R", "Multi-RQ")],
    ),
]
