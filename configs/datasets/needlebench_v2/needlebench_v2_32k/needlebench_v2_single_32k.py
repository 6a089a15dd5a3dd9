"""NeedleBench v2, single retrieval: a needle at eleven depths of 1,000 to 32,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, single

context_lengths = [1000, 4000, 8000, 12000, 16000, 20000, 24000, 28000, 32000]

needlebench_datasets = [
    dict(
        single,
        abbr=f"Length{length}Depth{depth}_origin_{suffix}_32k",
        length=length,
        depth=depth,
        **language,
    )
    for suffix, language in languages.items()
    for length in context_lengths
    for depth in depths
]
