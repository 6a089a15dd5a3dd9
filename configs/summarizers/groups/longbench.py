"""LongBench's averages: six kinds of tasks, two languages, all (each kind of task the same)."""

longbench_kinds = {
    "single-document-qa": ("narrativeqa", "qasper", "multifieldqa_en", "multifieldqa_zh"),
    "multi-document-qa": ("hotpotqa", "2wikimqa", "musique", "dureader"),
    "summarization": ("gov_report", "qmsum", "multi_news", "vcsum"),
    "few-shot-learning": ("trec", "triviaqa", "samsum", "lsht"),
    "synthetic-tasks": ("passage_count", "passage_retrieval_en", "passage_retrieval_zh"),
    "code-completion": ("lcc", "repobench-p"),
}
longbench_chinese = ("multifieldqa_zh", "dureader", "vcsum", "lsht", "passage_retrieval_zh")
longbench_all = [name for names in longbench_kinds.values() for name in names]

# code is in both languages, as in AISBench and OpenCompass
longbench_summary_groups = [
    *(
        dict(name=f"longbench_{kind}", subsets=[f"LongBench_{name}" for name in names])
        for kind, names in longbench_kinds.items()
    ),
    dict(
        name="longbench_zh",
        subsets=[
            f"LongBench_{name}"
            for name in [*longbench_chinese, *longbench_kinds["code-completion"]]
        ],
    ),
    dict(
        name="longbench_en",
        subsets=[f"LongBench_{name}" for name in longbench_all if name not in longbench_chinese],
    ),
    dict(
        name="longbench",
        subsets=[f"LongBench_{name}" for name in longbench_all],
        weights={
            f"LongBench_{name}": 1 / len(names)
            for names in longbench_kinds.values()
            for name in names
        },
    ),
]
