"""The catalogue of errors. Folders and files of results: codes O101 and so on."""

from evalbench.errors import OutputError

NOT_WRITTEN = OutputError.of(
    "O101",
    en=(
        "{path}: cannot be written: {reason}",
        "make room there and see that you may write to it, or name another folder: --work-dir DIR",
    ),
    zh=(
        "{path}: 无法写入：{reason}",
        "请确认磁盘有空间、目录可写，或用 --work-dir DIR 换一个目录",
    ),
)
ANSWER_DAMAGED = OutputError.of(
    "O401",
    en=("an answer on disk has other bytes than were written", "have the disk checked"),
    zh=("磁盘上的一条回答与写入时的内容不同", "请检查磁盘"),
)
