"""The tokenizers of a plan's models."""

from evalbench.plan import Plan
from evalbench.tokenizer import Tokenizer, tokenizer_at


def by_path(plan: Plan) -> dict[str, Tokenizer]:
    """Each model's tokenizer by its path; loaded before the load, a broken one costs nothing."""
    ways = [model.asking for model in plan.config.models]
    return {
        asking.path: tokenizer_at(asking.path, trust_remote_code=asking.trust_remote_code)
        for asking in ways
        if asking.path
    }
