"""The different values of an array. `numpy.unique` does it too, and loads numpy.ma for it."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.float64, np.int64)


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """In ascending order."""
    ascending = np.sort(values)
    first = np.ones(ascending.size, dtype=np.bool_)
    first[1:] = ascending[1:] != ascending[:-1]
    return ascending[first]
