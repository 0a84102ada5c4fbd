"""Long lists: as many lines as asked for, over several pages, varied, and the same again for the same seed."""

from pathlib import Path

from faktum.evals.generate.batch import Order, make, write
from faktum.evals.generate.long_list import LONG_LIST_ROWS


def test_a_long_list_has_the_lines_asked_for_and_the_same_bytes_again() -> None:
    one, other = (list(make(Order(2, "s", "long-list", 60))) for _ in range(2))
    assert [made.data for made in one] == [made.data for made in other]
    assert [len(made.truth["LineItems"]) for made in one if made.truth] == [60, 60]


def test_sizes_go_round_where_none_is_asked_for(tmp_path: Path) -> None:
    write(Order(2, "s", "long-list"), tmp_path)
    assert [path.stem.split("-")[3] for path in sorted((tmp_path / "documents").iterdir())] == ["27", "45"]
    assert max(LONG_LIST_ROWS) == 2205


def test_columns_differ_from_list_to_list() -> None:
    """With and without number, code, quantity, price and rate: no two of the sets are everywhere the same."""
    columns = {
        tuple(sorted({name for row in made.truth["LineItems"] for name in row}))
        for made in make(Order(12, "sets", "long-list", 27))
        if made.truth
    }
    assert len(columns) >= 5
    assert {"SKU", "LineNumber", "UnitPrice", "VatPercentage"} <= {name for names in columns for name in names}
