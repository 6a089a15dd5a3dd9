"""How many prompts of which lengths a synthetic load has, in our keys and in AISBench's."""

from typing import Any

import numpy as np
import pytest

from evalbench.datasets.aisbench_lengths import from_aisbench
from evalbench.datasets.lengths import Law, Wanted, law, wanted
from evalbench.errors import ConfigError


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [(512, 512, 512), ("512", 512, 512), ("100-200", 100, 200), ("1:9", 1, 9), ((5, 5), 5, 5)],
)
def test_a_length_is_a_number_or_a_range(said: Any, low: int, high: int) -> None:
    assert law(said, "input_len") == Law(low, high)


@pytest.mark.parametrize("said", ["", "-5", "5-", "1.5", "a", "1-2-3", "9" * 12, 0, (9, 5), 2**21])
def test_any_other_length_is_refused_with_its_key(said: Any) -> None:
    with pytest.raises(ConfigError, match="input_len"):
        law(said, "input_len")


def test_a_range_includes_both_ends_and_is_drawn_evenly() -> None:
    drawn = Law(3, 6).draw(40_000, (1,))
    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == [3, 4, 5, 6]
    # 10,000 each; the standard deviation is 87
    assert max(abs(counts - 10_000)) < 500


@pytest.mark.parametrize("method", ["uniform", "gaussian", "zipf"])
def test_the_first_lengths_of_many_are_those_of_few(method: Any) -> None:
    described = Law(1, 700, method, mean=300.0, variance=90_000.0, alpha=1.5)
    many = described.draw(1000, (7, 1))
    assert [described.draw(n, (7, 1)) for n in (1, 10, 999)] == [many[:1], many[:10], many[:999]]


def test_another_seed_draws_others() -> None:
    assert Law(1, 1000).draw(20, (0, 1)) != Law(1, 1000).draw(20, (1, 1))


def test_a_normal_distribution_is_clipped() -> None:
    drawn = Law(90, 110, "gaussian", mean=100.0, variance=25.0).draw(20_000, (0,))
    assert abs(np.mean(drawn) - 100) < 0.3
    assert abs(np.std(drawn) - 5) < 0.3
    assert min(drawn) == 90
    assert max(drawn) == 110


def test_of_a_zipf_distribution_most_are_short() -> None:
    drawn = Law(1, 50, "zipf", alpha=2.0).draw(20_000, (0,))
    # P(1) = 1 / zeta(2) = 6 / pi^2
    assert abs(drawn.count(1) / 20_000 - 6 / np.pi**2) < 0.02
    assert max(drawn) == 50


@pytest.mark.parametrize("count", [0, -1, 2**20 + 1])
def test_a_number_of_prompts_out_of_bounds_is_refused(count: int) -> None:
    with pytest.raises(ConfigError, match="count must lie in"):
        wanted(count, 5, None)


def test_what_is_missing_is_told() -> None:
    with pytest.raises(ConfigError, match="count and input_len"):
        wanted(None, 5, None)


UNIFORM = {"Method": "uniform", "Params": {"MinValue": 50, "MaxValue": 500}}
GAUSSIAN = {
    "Method": "gaussian",
    "Params": {"Mean": 100, "Var": 200, "MinValue": 64, "MaxValue": 256},
}
ZIPF = {"Method": "zipf", "Params": {"Alpha": 1.7, "MinValue": 1, "MaxValue": 9}}


def strings(given: Any = UNIFORM, output: Any = UNIFORM, **more: Any) -> dict[str, Any]:
    return {
        "Type": "string",
        "RequestCount": 7,
        "StringConfig": {"Input": given, "Output": output},
    } | more


def test_aisbenchs_strings_have_lengths_of_three_kinds() -> None:
    assert from_aisbench(strings(GAUSSIAN, ZIPF)) == Wanted(
        7,
        Law(64, 256, "gaussian", mean=100.0, variance=200.0),
        Law(1, 9, "zipf", alpha=1.7),
    )
    assert from_aisbench(strings()).inputs == Law(50, 500)


def test_aisbenchs_token_ids_have_one_length_and_the_models_limit() -> None:
    config = {"Type": "tokenid", "RequestCount": 3, "TokenIdConfig": {"RequestSize": 40}}
    assert from_aisbench(config) == Wanted(3, Law(40, 40), None)


def test_the_part_of_the_other_type_is_passed_over() -> None:
    config = strings(TokenIdConfig={"RequestSize": 5, "PrefixLen": 3}, TrustRemoteCode=False)
    assert from_aisbench(config).count == 7


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (strings(Type="text"), "Type must be 'string' or 'tokenid'"),
        (strings(RequestCount="7"), "RequestCount must be a whole number"),
        (strings(RequestCount=True), "RequestCount must be a whole number"),
        (strings(RequestCount=0), "count must lie in"),
        (strings(Count=7), "'Count'"),
        (strings(StringConfig=None), "StringConfig"),
        (strings({"Method": "normal", "Params": {}}), "StringConfig.Input: Method"),
        (strings({"Method": ["zipf"], "Params": {}}), "StringConfig.Input: Method"),
        (strings({"Method": "uniform", "Params": {"MinValue": 1}}), "Input.MaxValue"),
        (strings({"Method": "uniform"}), "Params"),
        (strings(UNIFORM, None), "StringConfig.Output"),
        (
            strings({"Method": "uniform", "Params": {"MinValue": 9, "MaxValue": 5}}),
            "Input: lengths must go up",
        ),
        (
            strings({"Method": "zipf", "Params": {"Alpha": 1, "MinValue": 1, "MaxValue": 5}}),
            "Alpha",
        ),
        (
            {
                "Type": "tokenid",
                "RequestCount": 3,
                "TokenIdConfig": {"RequestSize": 9, "PrefixLen": 4},
            },
            "PrefixLen",
        ),
        (
            {
                "Type": "tokenid",
                "RequestCount": 3,
                "TokenIdConfig": {"RequestSize": 9, "VocabSize": 100},
            },
            "VocabSize",
        ),
    ],
)
def test_what_cannot_be_meant_here_is_told_with_its_place(config: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        from_aisbench(config)
