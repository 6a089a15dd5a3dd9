"""All 21 sets of LongBench: questions, summaries, examples, counting and code on long texts."""

from mmengine.config import read_base

with read_base():
    from .longbench2wikimqa.longbench_2wikimqa_gen import LongBench_2wikimqa_datasets as wikimqa
    from .longbenchdureader.longbench_dureader_gen import LongBench_dureader_datasets as dureader
    from .longbenchgov_report.longbench_gov_report_gen import (
        LongBench_gov_report_datasets as gov_report,
    )
    from .longbenchhotpotqa.longbench_hotpotqa_gen import LongBench_hotpotqa_datasets as hotpotqa
    from .longbenchlcc.longbench_lcc_gen import LongBench_lcc_datasets as lcc
    from .longbenchlsht.longbench_lsht_gen import LongBench_lsht_datasets as lsht
    from .longbenchmulti_news.longbench_multi_news_gen import (
        LongBench_multi_news_datasets as multi_news,
    )
    from .longbenchmultifieldqa_en.longbench_multifieldqa_en_gen import (
        LongBench_multifieldqa_en_datasets as multifieldqa_en,
    )
    from .longbenchmultifieldqa_zh.longbench_multifieldqa_zh_gen import (
        LongBench_multifieldqa_zh_datasets as multifieldqa_zh,
    )
    from .longbenchmusique.longbench_musique_gen import LongBench_musique_datasets as musique
    from .longbenchnarrativeqa.longbench_narrativeqa_gen import (
        LongBench_narrativeqa_datasets as narrativeqa,
    )
    from .longbenchpassage_count.longbench_passage_count_gen import (
        LongBench_passage_count_datasets as passage_count,
    )
    from .longbenchpassage_retrieval_en.longbench_passage_retrieval_en_gen import (
        LongBench_passage_retrieval_en_datasets as passage_retrieval_en,
    )
    from .longbenchpassage_retrieval_zh.longbench_passage_retrieval_zh_gen import (
        LongBench_passage_retrieval_zh_datasets as passage_retrieval_zh,
    )
    from .longbenchqasper.longbench_qasper_gen import LongBench_qasper_datasets as qasper
    from .longbenchqmsum.longbench_qmsum_gen import LongBench_qmsum_datasets as qmsum
    from .longbenchrepobench.longbench_repobench_gen import (
        LongBench_repobench_datasets as repobench,
    )
    from .longbenchsamsum.longbench_samsum_gen import LongBench_samsum_datasets as samsum
    from .longbenchtrec.longbench_trec_gen import LongBench_trec_datasets as trec
    from .longbenchtriviaqa.longbench_triviaqa_gen import LongBench_triviaqa_datasets as triviaqa
    from .longbenchvcsum.longbench_vcsum_gen import LongBench_vcsum_datasets as vcsum

longbench_datasets = [
    *narrativeqa,
    *qasper,
    *multifieldqa_en,
    *multifieldqa_zh,
    *hotpotqa,
    *wikimqa,
    *musique,
    *dureader,
    *gov_report,
    *qmsum,
    *multi_news,
    *vcsum,
    *trec,
    *triviaqa,
    *samsum,
    *lsht,
    *passage_count,
    *passage_retrieval_en,
    *passage_retrieval_zh,
    *lcc,
    *repobench,
]
