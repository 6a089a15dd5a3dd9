"""TriviaQA as recommended."""

from mmengine.config import read_base

with read_base():
    from .triviaqa_gen_5_shot_chat_prompt import triviaqa_datasets
