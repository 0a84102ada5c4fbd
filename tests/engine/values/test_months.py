"""The table of month names holds every name CLDR knows in the languages of invoices."""

import pytest
from babel import Locale

from faktum.engine.values.months import NAMES, month_of


@pytest.mark.parametrize("language", list(NAMES))
def test_every_name_in_cldr_is_known(language: str) -> None:
    months = Locale(language).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month in range(1, 13):
                name = str(months[context][width][month]).split("’")[-1].removeprefix("de ").removeprefix("d'")
                if not name.strip(".").isdigit() and len(name.strip(".")) >= 2:
                    assert month in month_of(name, (language,)), (language, name)


def test_other_words_name_no_month() -> None:
    assert month_of("total") == ()
    assert month_of("") == ()
