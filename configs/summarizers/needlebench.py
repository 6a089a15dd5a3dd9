"""NeedleBench: how often needles were found, a row for each length and a column for each depth."""

from evalbench.summarizers.needlebench import NeedleBenchSummarizer

summarizer = dict(attr="accuracy", type=NeedleBenchSummarizer)
