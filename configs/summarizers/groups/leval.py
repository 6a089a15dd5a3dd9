"""L-Eval's average over its seven tasks with one right answer."""

leval_summary_groups = [
    dict(
        name="leval_closed",
        subsets=[
            *("LEval_coursera", "LEval_gsm100", "LEval_code_u", "LEval_sci_fi"),
            *("LEval_quality", "LEval_tpo", "LEval_topic_retrieval"),
        ],
    ),
]
