"""The catalogue of errors. Folders and files of results: codes O101 and so on."""

from evalbench.errors import OutputError

FILE_UNWRITABLE = OutputError.of(
    "O401",
    en=("{path}: cannot be written: {reason}", "make room, or write elsewhere: --work-dir DIR"),
    zh=("{path}：无法写入：{reason}", "腾出空间，或换个目录：--work-dir DIR"),
)
ANSWER_DAMAGED = OutputError.of(
    "O402",
    en=("an answer on disk has other bytes than were written", "the disk is to be checked"),
    zh=("磁盘上的一条回答与写入时的内容不同", "请检查磁盘"),
)
