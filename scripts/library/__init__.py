"""What `scripts/prove_library` and `scripts/prove_instructions` are made of."""
