"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)

ASKS_NOTHING = ConfigError.of(
    "C801",
    en=("--mode {mode} asks no service, and has no need of a doctor", "--mode all, infer or perf"),
    zh=("--mode {mode} 不访问服务, 无需检查", "--mode all, infer 或 perf"),
)
