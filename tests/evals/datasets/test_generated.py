"""Generated datasets: the name says all, the bytes are the same each time, and wrong names are told."""

from pathlib import Path

import pytest

from faktum.evals.datasets.generated import order_of
from faktum.evals.datasets.load import load_dataset
from faktum.evals.generate.batch import Order
from faktum.schemas.errors import UnknownDataset


def test_the_same_name_gives_the_same_bytes(tmp_path: Path) -> None:
    name = "generated:digital?count=2&seed=7&languages=de"
    one, other = (load_dataset(name, cache=tmp_path / cache) for cache in "ab")
    assert one.name == name
    assert [case.file.read_bytes() for case in one] == [case.file.read_bytes() for case in other]
    assert [case.truth for case in one] == [case.truth for case in other]
    assert {case.language for case in one} == {"de"}


def test_what_is_in_the_cache_is_not_drawn_again(tmp_path: Path) -> None:
    first = load_dataset("generated:receipt?count=1", cache=tmp_path)
    drawn = first.cases[0].file.stat().st_mtime_ns
    again = load_dataset("generated:receipt?count=1", cache=tmp_path)
    assert (again.cases[0].file, again.cases[0].file.stat().st_mtime_ns) == (first.cases[0].file, drawn)
    assert [path.name for path in (tmp_path / "generated").iterdir()] == [first.cases[0].file.parts[-3]]


def test_options_say_what_is_drawn() -> None:
    assert order_of("generated:mixed") == Order(20, "0", "mixed")
    assert order_of("generated:digital?count=50&seed=7&rows=3&layout=sidebar&languages=de,en_GB") == Order(
        50, "7", "digital", 3, "sidebar", ("de", "en_GB")
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("generated:poems", "no kind is called 'poems'; there are: mixed, digital"),
        ("generated:digital?number=3", "no option is called 'number'; there are: count, seed"),
        ("generated:digital?count=many", "count must be a whole number from 1 to 100,000"),
        ("generated:digital?rows=0", "rows must be a whole number"),
        ("generated:digital?layout=round", "no layout is called 'round'; there are: "),
        ("generated:digital?languages=tlh", "no market speaks tlh"),
        ("no/such/folder", "There is no folder 'no/such/folder'"),
    ],
)
def test_a_name_that_means_nothing_says_what_there_is(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownDataset) as raised:
        load_dataset(name, cache=tmp_path)
    assert told in raised.value.message


def test_a_folder_without_truth_says_which_forms_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(UnknownDataset, match=r"manifest\.jsonl.*DocILE.*SROIE.*CORD"):
        load_dataset(tmp_path)
