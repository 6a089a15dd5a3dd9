"""NeedleBench v2, single retrieval: a needle at eleven depths of 1,000 to 200,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, single

context_lengths = [1000, 25000, 50000, 75000, 100000, 125000, 150000, 175000, 200000]

needlebench_datasets = [
    dict(
        single,
        abbr=f"Length{length}Depth{depth}_origin_{suffix}_200k",
        length=length,
        depth=depth,
        **language,
    )
    for suffix, language in languages.items()
    for length in context_lengths
    for depth in depths
]
