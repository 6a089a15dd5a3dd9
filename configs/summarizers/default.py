"""Every data set, then every group that has a member among them."""

from mmengine.config import read_base

from evalbench.summarizers.accuracy import DefaultSummarizer

with read_base():
    from .groups.agieval import agieval_summary_groups
    from .groups.bbh import bbh_summary_groups
    from .groups.ceval import ceval_summary_groups
    from .groups.cmmlu import cmmlu_summary_groups
    from .groups.GaokaoBench import GaokaoBench_summary_groups
    from .groups.korbench import korbench_summary_groups
    from .groups.leval import leval_summary_groups
    from .groups.longbench import longbench_summary_groups
    from .groups.mgsm import mgsm_summary_groups
    from .groups.mmlu import mmlu_summary_groups
    from .groups.mmlu_pro import mmlu_pro_summary_groups
    from .groups.mmlu_redux import mmlu_redux_summary_groups

summarizer = dict(
    attr="accuracy",
    type=DefaultSummarizer,
    dataset_abbrs=None,  # or a list: which rows, in which order
    summary_groups=[
        *ceval_summary_groups,
        *mmlu_summary_groups,
        *bbh_summary_groups,
        *mgsm_summary_groups,
        *korbench_summary_groups,
        *cmmlu_summary_groups,
        *mmlu_pro_summary_groups,
        *mmlu_redux_summary_groups,
        *agieval_summary_groups,
        *GaokaoBench_summary_groups,
        *longbench_summary_groups,
        *leval_summary_groups,
    ],
)
