"""An OpenAI-compatible endpoint that knows the truth: exact timing, exact counts, known answers."""
