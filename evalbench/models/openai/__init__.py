"""The OpenAI API over HTTP: how its requests are written and its answers are read."""
