"""NeedleBench v2, single retrieval: a needle at eleven depths of 32,000 to 256,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, single

context_lengths = [32000, 128000, 256000]

needlebench_datasets = [
    dict(
        single,
        abbr=f"Length{length}Depth{depth}_origin_{suffix}_256k",
        length=length,
        depth=depth,
        **language,
    )
    for suffix, language in languages.items()
    for length in context_lengths
    for depth in depths
]
