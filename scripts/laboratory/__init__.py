"""What `scripts/soak`, `scripts/kills` and `scripts/fuzz` are made of."""
