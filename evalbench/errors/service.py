"""The catalogue of errors. Endpoints that cannot be used as configured: codes S101 and so on."""

from evalbench.errors import ServiceError

SIMULATOR_DID_NOT_START = ServiceError.of(
    "S101",
    en=("the simulator did not start", "its own words stand above"),
    zh=("模拟服务没有启动", "原因见上面它自己的输出"),
)
