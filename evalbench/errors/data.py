"""The catalogue of errors. Benchmark data that is missing or broken: codes D101 and so on."""
