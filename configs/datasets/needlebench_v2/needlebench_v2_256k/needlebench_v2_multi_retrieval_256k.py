"""NeedleBench v2, multi-retrieval: eleven needles at once, 32,000 to 256,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import depths, languages, multi_retrieval
    from .needlebench_v2_single_256k import context_lengths

needlebench_datasets = [
    dict(
        multi_retrieval,
        abbr=f"Length{length}_parallel_{suffix}_256k",
        length=length,
        depths=depths,
        **language,
    )
    for suffix, language in languages.items()
    for length in context_lengths
]
