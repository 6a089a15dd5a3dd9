from copy import deepcopy

from mmengine.config import read_base

with read_base():
    from .own_functions import sums_datasets as _sums

ranged_datasets = []
for _place, _range in enumerate(['[1:3]', '[-1:]', 2, 0.25]):
    _one = deepcopy(_sums[0])
    _one['abbr'] = f'ranged-{_place}'
    _one['reader_cfg'] = dict(_one['reader_cfg'], test_range=_range)
    ranged_datasets.append(_one)
