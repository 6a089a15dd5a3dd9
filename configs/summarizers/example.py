"""AISBench's name for `default`: the same table."""

from mmengine.config import read_base

with read_base():
    from .default import summarizer as _default

summarizer = dict(_default)
