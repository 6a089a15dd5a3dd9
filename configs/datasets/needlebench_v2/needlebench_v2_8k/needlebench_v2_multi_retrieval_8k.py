"""NeedleBench v2, multi-retrieval: eleven needles at once, 1,000 to 8,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, multi_retrieval, short_languages
    from .needlebench_v2_single_8k import context_lengths

needlebench_datasets = [
    dict(
        multi_retrieval,
        abbr=f"Length{length}_parallel_{suffix}_8k",
        length=length,
        depths=depths,
        **language,
    )
    for suffix, language in short_languages.items()
    for length in context_lengths
]
