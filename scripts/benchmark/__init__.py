"""What `scripts/bench` and `scripts/probe` are made of."""
