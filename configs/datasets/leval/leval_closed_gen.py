"""L-Eval, all seven tasks with one right answer."""

from mmengine.config import read_base

with read_base():
    from .codeu.leval_code_u_gen import LEval_code_u_datasets as code_u
    from .coursera.leval_coursera_gen import LEval_coursera_datasets as coursera
    from .gsm100.leval_gsm100_gen import LEval_gsm100_datasets as gsm100
    from .quality.leval_quality_gen import LEval_quality_datasets as quality
    from .scifi.leval_sci_fi_gen import LEval_sci_fi_datasets as sci_fi
    from .topicretrievallongchat.leval_topic_retrieval_gen import (
        LEval_tr_datasets as topic_retrieval,
    )
    from .tpo.leval_tpo_gen import LEval_tpo_datasets as tpo

leval_datasets = [*code_u, *coursera, *gsm100, *quality, *sci_fi, *topic_retrieval, *tpo]
