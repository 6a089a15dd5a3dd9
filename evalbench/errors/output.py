"""The catalogue of errors. Folders and files of results: codes O101 and so on."""

from evalbench.errors import OutputError

NO_SUCH_RUN = OutputError.of(
    "O901",
    en=("{run}: no such run", "name its folder, or its timestamp below {work_dir}"),
    zh=("{run}：没有这次运行", "请给出运行目录，或 {work_dir} 下的时间戳"),
)
OPTIONS_UNKNOWN = OutputError.of(
    "O902",
    en=(
        "{path} does not tell with which options it was run",
        "it is of an older evalbench; its config runs as it is: evalbench {config}",
    ),
    zh=(
        "{path} 没有记录运行时的选项",
        "它由旧版 evalbench 写成；可直接运行其配置：evalbench {config}",
    ),
)
