"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)
