"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)

# What the simulator is told

MIX_IS_A_SHARE = ConfigError.of(
    "C801",
    en=("simulator: faults: {word!r} does not say how many", "a share as in mix:0.1 or mix:10%"),
    zh=("simulator: faults: {word!r} 没有说明占多少", "写成比例，如 mix:0.1 或 mix:10%"),
)

# Texts that are none

HALF_A_PAIR = ConfigError.of(
    "C802",
    en=(
        "{where} holds half a surrogate pair, which is no text",
        "write the character itself: \\U0001f600, not the half \\ud83d",
    ),
    zh=("{where} 含有半个代理对，不是文本", "直接写字符本身：用 \\U0001f600，不要用半个 \\ud83d"),
)
