"""NeedleBench v2, multi-retrieval: eleven needles at once, 1,000 to 1,000,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, multi_retrieval
    from .needlebench_v2_single_1000k import context_lengths

needlebench_datasets = [
    dict(
        multi_retrieval,
        abbr=f"Length{length}_parallel_{suffix}_1000k",
        length=length,
        depths=depths,
        **language,
    )
    for suffix, language in languages.items()
    for length in context_lengths
]
