import pytest

from evalbench.errors import DatasetError
from evalbench.retrievers.fixed import FixKRetriever
from evalbench.retrievers.zero import ZeroRetriever

ROWS = [{"question": "a"}, {"question": "b"}, {"question": "c"}]


def test_zero_shows_nothing_and_needs_nothing() -> None:
    assert list(ZeroRetriever().retrieve(ROWS)) == []
    assert not ZeroRetriever.needs_examples


def test_fixed_shows_the_rows_in_the_order_of_its_list() -> None:
    assert FixKRetriever([2, 0]).retrieve(ROWS) == [{"question": "c"}, {"question": "a"}]
    assert FixKRetriever.needs_examples


@pytest.mark.parametrize("row_id", [3, -1])
def test_fixed_names_the_row_that_is_not_there(row_id: int) -> None:
    with pytest.raises(DatasetError, match=rf"row {row_id} .* has 3 rows"):
        FixKRetriever([0, row_id]).retrieve(ROWS)
