from mmengine.config import read_base

with read_base():
    from ais_bench.benchmark.configs.datasets.gsm8k.gsm8k_gen_0_shot_cot_str import gsm8k_datasets as base

gsm8k_perf_datasets = [
    dict(d, abbr='gsm8k-perf', infer_cfg=dict(
        d['infer_cfg'], prompt_template=dict(d['infer_cfg']['prompt_template'], template='{question}')))
    for d in base
]
