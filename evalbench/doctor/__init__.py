"""`evalbench doctor`: what stands between this host and a good run, found before the run."""
