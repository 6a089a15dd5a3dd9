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
STRANGE_LOG = ConfigError.of(
    "C805",
    en=(
        "simulator: log {log} line {line} is not of a simulator: {reason}",
        "name another file: this one would be appended to",
    ),
    zh=(
        "simulator: 日志 {log} 第 {line} 行不是模拟器写的: {reason}",
        "换一个文件名: 日志会追加到这个文件",
    ),
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

# What goes into a request, and which samples

NO_JSON = ConfigError.of(
    "C803",
    en=(
        "{key} holds what JSON cannot: {reason}",
        "texts, numbers, True, False, None, lists, dicts",
    ),
    zh=("{key} 含有 JSON 无法表示的值: {reason}", "可用文本、数字、True、False、None、列表和字典"),
)
FEWER_THAN = ConfigError.of(
    "C804",
    en=("{key} must be at least {least}, not {value}", "leave it out to ask all samples"),
    zh=("{key} 至少为 {least}，不能是 {value}", "不写则提问所有样本"),
)
OF_NO_USE_HERE = ConfigError.of(
    "C806",
    en=(
        "{where}: {named} is no {kind}",
        "type=… names a class of evalbench/{kind}s, or one like it",
    ),
    zh=("{where}: {named} 不是 {kind}", "type=… 应是 evalbench/{kind}s 里的类，或与之相同的类"),
)
