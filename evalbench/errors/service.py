"""The catalogue of errors. Endpoints that cannot be used as configured: codes S101 and so on."""

from evalbench.errors import ServiceError

TOO_MANY_ERRORS = ServiceError.of(
    "S701",
    en=(
        "{model}: {failed} of {finished} samples have failed, more than --max-errors {budget}: "
        "{causes}",
        "mend the cause, then --reuse asks for the rest: what was answered is kept",
    ),
    zh=(
        "{model}：已完成 {finished} 个样本，其中 {failed} 个失败，超过 --max-errors {budget}："
        "{causes}",
        "排除原因后用 --reuse 继续提问其余样本；已得到的回答都保留",
    ),
)
SERVER_GONE = ServiceError.of(
    "S702",
    en=(
        "{name}: gone, and not back within {seconds:g} s: {words}",
        "start the service, then --reuse asks for the rest: what was answered is kept; "
        "--wait-server SECONDS waits longer",
    ),
    zh=(
        "{name}：服务已断开，{seconds:g} 秒内未恢复：{words}",
        "启动服务后用 --reuse 继续提问其余样本，已得到的回答都保留；--wait-server 秒数 可延长等待",
    ),
)
