"""The catalogue of errors. Folders and files of results: codes O101 and so on."""

from evalbench.errors import OutputError

UNDER_WAY = OutputError.of(
    "O601",
    en=(
        "{folder} is being written by {holder}",
        "wait for its end, or end it; meanwhile --mode {look} --reuse {name} shows what it has",
    ),
    zh=(
        "{folder} 正在被 {holder} 写入",
        "请等它结束，或将其终止；在此期间可用 --mode {look} --reuse {name} 查看已有结果",
    ),
)
NOT_ON_DISK = OutputError.of(
    "O602",
    en=(
        "{path}: what was written could not be brought to the disk: {why}",
        "make room or mend the disk, and go on with --reuse; --fsync never does not wait for disks",
    ),
    zh=(
        "{path}: 已写入的内容无法落盘: {why}",
        "请腾出空间或修复磁盘，再用 --reuse 继续；--fsync never 不等待磁盘",
    ),
)
