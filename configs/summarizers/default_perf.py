"""Latency of every request and throughput of the whole load."""

from evalbench.summarizers.performance import DefaultPerfSummarizer

summarizer = dict(
    attr="performance",
    type=DefaultPerfSummarizer,
    stats_list=["Average", "Min", "Max", "Median", "P75", "P90", "P95", "P99"],  # any P0…P100
)
