"""Random prompts whose lengths are described as in AISBench's synthetic_config."""

from mmengine.config import read_base

with read_base():
    from .synthetic_gen import synthetic_datasets as prompts

_KEYS = ("abbr", "type", "path", "seed", "reader_cfg", "infer_cfg", "eval_cfg")

synthetic_datasets = [
    dict(
        {key: dataset[key] for key in _KEYS},
        abbr="synthetic_string",
        config=dict(
            Type="string",
            RequestCount=100,
            StringConfig=dict(
                Input=dict(Method="uniform", Params=dict(MinValue=512, MaxValue=1024)),
                Output=dict(
                    Method="gaussian",
                    Params=dict(Mean=200, Var=2500, MinValue=1, MaxValue=512),
                ),
            ),
        ),
    )
    for dataset in prompts
]
