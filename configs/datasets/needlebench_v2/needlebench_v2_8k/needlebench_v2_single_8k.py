"""NeedleBench v2, single retrieval: a needle at eleven depths of 1,000 to 8,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, short_languages, single

context_lengths = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]

needlebench_datasets = [
    dict(
        single,
        abbr=f"Length{length}Depth{depth}_origin_{suffix}_8k",
        length=length,
        depth=depth,
        **language,
    )
    for suffix, language in short_languages.items()
    for length in context_lengths
    for depth in depths
]
