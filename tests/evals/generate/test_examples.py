"""The documents that come with the project are those that the generator makes, and their expected values are right."""

import csv
from pathlib import Path

from faktum.evals.generate.examples import COLUMNS, EXAMPLES, data, drawing, expected

FOLDER = Path(__file__).parents[3] / "examples"
MOST_BYTES = 100_000


def test_expected_values_are_those_of_the_generator() -> None:
    with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(COLUMNS)
    assert rows[1:] == [list(expected(example, drawing(example).invoices[0])) for example in EXAMPLES]


def test_digital_examples_are_byte_for_byte_what_the_generator_draws() -> None:
    for example in EXAMPLES:
        if example.damage is None:
            assert (FOLDER / example.file).read_bytes() == data(example, drawing(example))


def test_examples_are_small_and_complete() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {example.file for example in EXAMPLES} | {"README.md", "expected.csv"}
    assert all((FOLDER / name).stat().st_size <= MOST_BYTES for name in names)
