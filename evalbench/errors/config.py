"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)

KEY_FILE_UNREADABLE = ConfigError.of(
    "C901",
    en=(
        "{where}: the key file {path} cannot be read: {reason}",
        "api_key_file (--api-key-file) names a file that holds the key and nothing else",
    ),
    zh=(
        "{where}：无法读取密钥文件 {path}：{reason}",
        "api_key_file（--api-key-file）应指向只存放密钥的文件",
    ),
)
KEY_FILE_IS_NO_KEY = ConfigError.of(
    "C902",
    en=(
        "{where}: the key file {path} does not hold one line of text",
        "put the key into it, on one line and with nothing else",
    ),
    zh=("{where}：密钥文件 {path} 的内容不是单独一行文本", "文件里只写密钥，一行，不要有其他内容"),
)
KEY_TWICE = ConfigError.of(
    "C903",
    en=("{where}: api_key and api_key_file exclude each other", "delete api_key"),
    zh=("{where}：api_key 与 api_key_file 不能同时使用", "请删除 api_key"),
)
KEY_OPTIONS_TWICE = ConfigError.of(
    "C904",
    en=("--api-key-env and --api-key-file exclude each other", "leave one of them out"),
    zh=("--api-key-env 与 --api-key-file 不能同时使用", "请去掉其中一个"),
)
RERUN_BEGINS_ANEW = ConfigError.of(
    "C905",
    en=(
        "evalbench rerun takes no {option}: it begins a run of its own",
        "evalbench --reuse {run} goes on with that run",
    ),
    zh=(
        "evalbench rerun 不接受 {option}：它会开始一次新的运行",
        "evalbench --reuse {run} 可接续该运行",
    ),
)
