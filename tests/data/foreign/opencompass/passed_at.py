from mmengine.config import read_base

with read_base():
    from .begin_and_end import *

for _each in framed_datasets:
    _each['abbr'] = 'passed'
    _each['n'] = 4
    _each['k'] = 2
