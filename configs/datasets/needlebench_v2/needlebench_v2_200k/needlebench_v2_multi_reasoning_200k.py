"""NeedleBench v2, multi-reasoning: 2 to 5 needles, 1,000 to 200,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, multi_reasoning
    from .needlebench_v2_single_200k import context_lengths

needlebench_datasets = [
    dict(
        multi_reasoning,
        abbr=f"Length{length}Depth{depth}_{count}needle_{suffix}_200k",
        num_needles=count,
        length=length,
        depth=depth,
        **language,
    )
    for suffix, language in languages.items()
    for count in (2, 3, 4, 5)
    for length in context_lengths
    for depth in depths
]
