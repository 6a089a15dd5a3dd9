"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)

UNKNOWN_RETRY = ConfigError.of(
    "C601",
    en=("--retry takes a number, failed or truncated, and not {word!r}", "{hint}"),
    zh=("--retry 接受一个数字、failed 或 truncated，不接受 {word!r}", "{hint}"),
)
RETRY_WITHOUT_REUSE = ConfigError.of(
    "C602",
    en=(
        "--retry {words} asks again for answers of an earlier run, and goes with --reuse",
        "--reuse, or --reuse TIMESTAMP; --retry N says how often a request is sent again",
    ),
    zh=(
        "--retry {words} 重新询问先前运行中的回答，须与 --reuse 同用",
        "加上 --reuse 或 --reuse TIMESTAMP；--retry N 表示一个请求最多重发几次",
    ),
)
NOTHING_ASKED_AGAIN = ConfigError.of(
    "C603",
    en=(
        "--mode {mode} asks no sample again: --retry {words} has nothing to do",
        "--mode all or --mode infer, with --reuse",
    ),
    zh=(
        "--mode {mode} 不会重新询问样本: --retry {words} 不起作用",
        "用 --mode all 或 --mode infer，并加上 --reuse",
    ),
)
