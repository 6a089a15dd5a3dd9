"""NeedleBench v2, multi-retrieval of 1 to 20 needles at once, of 5,000 to 8,000 tokens."""

from mmengine.config import read_base

with read_base():
    from ..needlebench_v2_parts import languages, multi_retrieval

batches = dict(languages, en=dict(languages["en"], length_buffer=1300))

needlebench_datasets = [
    dict(
        multi_retrieval,
        abbr=f"Length{length}_parallel_{suffix}_8k_batch{count}",
        length=length,
        depths=[0] if count == 1 else [int(100 / (count - 1) * place) for place in range(count)],
        num_repeats_per_file=50,
        **language,
    )
    for suffix, language in batches.items()
    for count in (1, 5, 10, 15, 20)
    for length in (5000, 6000, 7000, 8000)
]
