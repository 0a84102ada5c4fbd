"""Date formats as people write them in their languages."""

import pytest

from faktum.prompts.dates import pattern_of_example, strftime_pattern


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("YYYY-MM-DD", "%Y-%m-%d"),
        ("yyyy-MM-dd", "%Y-%m-%d"),
        ("dd/mm/yyyy", "%d/%m/%Y"),
        ("MM/DD/YYYY", "%m/%d/%Y"),
        ("DD.MM.YY", "%d.%m.%y"),
        ("D.M.YYYY", "%d.%m.%Y"),
        ("dates as DD MMM YYYY please", "%d %b %Y"),
        ("MMMM D, YYYY", "%B %d, %Y"),
        ("YYYYMMDD", "%Y%m%d"),
        ("MM/YYYY", "%m/%Y"),
        ("%d.%m.%Y", "%d.%m.%Y"),
        ("TT.MM.JJJJ", "%d.%m.%Y"),
        ("TT.MM.JJ", "%d.%m.%y"),
        ("JJ/MM/AAAA", "%d/%m/%Y"),
        ("AAAA-MM-JJ", "%Y-%m-%d"),
        ("gg/mm/aaaa", "%d/%m/%Y"),
        ("dd-mm-jjjj", "%d-%m-%Y"),
        ("dd.mm.rrrr", "%d.%m.%Y"),
        ("ДД.ММ.ГГГГ", "%d.%m.%Y"),
        ("օօ.աա.տտտտ", "%d.%m.%Y"),
        ("as printed", None),
        ("the day and the month", None),
        ("date", None),
    ],
)
def test_a_written_format_is_a_strftime_pattern(written: str, pattern: str | None) -> None:
    assert strftime_pattern(written) == pattern


@pytest.mark.parametrize(
    ("example", "pattern"),
    [
        ("like 2025-12-31", "%Y-%m-%d"),
        ("e.g. 31.12.2025", "%d.%m.%Y"),
        ("12/31/2025", "%m/%d/%Y"),
        ("31/12/25", "%d/%m/%y"),
        ("01/02/2025", None),
        ("31.12/2025", None),
    ],
)
def test_an_example_tells_its_format_where_it_can_be_read_in_one_way_only(example: str, pattern: str | None) -> None:
    assert pattern_of_example(example) == pattern
