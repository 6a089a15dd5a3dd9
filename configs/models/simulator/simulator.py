"""A simulated service, started with the run and stopped with it: a first look without a model.

It knows the right answers and gives them at `correct_rate`, with exact timing.
"""

from evalbench.models.vllm_api import VLLMCustomAPIChatStream

models = [
    dict(
        attr="service",
        type=VLLMCustomAPIChatStream,
        abbr="simulator",
        serve=dict(ttft_ms=50, itl_ms=10, tokens=32, correct_rate=0.75, seed=0),
        max_out_len=1024,  # its answers end by themselves; the longest of a benchmark fits
        batch_size=16,
        generation_kwargs=dict(temperature=0, ignore_eos=False),
    )
]
