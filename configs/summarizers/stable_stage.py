"""The same two tables with a second stage: while as many requests were in flight as were asked."""

from evalbench.summarizers.performance import StablePerfSummarizer

summarizer = dict(
    attr="performance",
    type=StablePerfSummarizer,
    stats_list=["Average", "Min", "Max", "Median", "P75", "P90", "P95", "P99"],  # any P0…P100
)
