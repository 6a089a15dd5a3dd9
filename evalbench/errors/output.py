"""The catalogue of errors. Folders and files of results: codes O101 and so on."""

from evalbench.errors import OutputError

NOTHING_SCORED = OutputError.of(
    "O801",
    en=("{folder}: nothing was scored here", "--mode eval --reuse scores what was answered"),
    zh=("{folder}: 这里没有评分结果", "--mode eval --reuse 对已有的回答评分"),
)
