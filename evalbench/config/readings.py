"""How replies are read for evaluators that read them themselves in the tools they come from."""

from collections.abc import Callable, Mapping
from functools import partial

from evalbench.evaluators.leval import CodeUEvaluator, LEvalEMEvaluator, SciFiEvaluator
from evalbench.evaluators.option_similarity import OptionSimAccEvaluator
from evalbench.interfaces import Evaluator
from evalbench.postprocessors.choice import option_sim_postprocess
from evalbench.postprocessors.leval import (
    code_u_postprocess,
    sci_fi_postprocess,
    topic_postprocess,
)
from evalbench.postprocessors.text import general_postprocess
from evalbench.types import Extractions

Rule = Callable[[str], Extractions]

_OWN: Mapping[type, Rule] = {
    CodeUEvaluator: code_u_postprocess,
    LEvalEMEvaluator: topic_postprocess,
    SciFiEvaluator: sci_fi_postprocess,
}


def reading_for(evaluator: Evaluator, said: Rule | None) -> Rule | None:
    """The rule that a config says, or in its place the one that finds what the evaluator needs.

    OpenCompass says none where options are picked by likeness, and AISBench the first line for
    tasks of L-Eval whose answers stand at a reply's end.
    """
    if said is None and isinstance(evaluator, OptionSimAccEvaluator):
        return partial(option_sim_postprocess, options="".join(evaluator.options))
    if said is None or getattr(said, "func", None) is general_postprocess:
        return _OWN.get(type(evaluator), said)
    return said
