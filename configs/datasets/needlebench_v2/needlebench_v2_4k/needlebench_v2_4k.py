"""NeedleBench v2, all three tasks, 1,000 to 4,000 tokens."""

from mmengine.config import read_base

with read_base():
    from .needlebench_v2_multi_reasoning_4k import needlebench_datasets as multi_reasoning
    from .needlebench_v2_multi_retrieval_4k import needlebench_datasets as multi_retrieval
    from .needlebench_v2_single_4k import needlebench_datasets as single

# --summarizer needlebench shows length by depth
needlebench_datasets = [*single, *multi_retrieval, *multi_reasoning]
