"""Printed dates become dates in every language of invoices; an ambiguous one keeps both readings until the vote."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from faktum.engine.values.dates import find_dates, is_numeric, parse_date, readings, vote_date_order

THE_DAY = date(2019, 8, 15)

SAME_DAY = [
    # digits
    "2019-08-15",
    "2019/08/15",
    "2019.08.15",
    "2019. 08. 15.",
    "2019-8-15",
    "15.08.2019",
    "15. 08. 2019",
    "15.8.2019",
    "15.08.19",
    "15-08-2019",
    "15/08/2019",
    "15 / 08 / 2019",
    "15/8/19",
    "15/08-2019",
    "15 08 2019",
    "08/15/2019",
    "8/15/2019",
    "8/15/19",
    "08-15-2019",
    "20190815",
    "15082019",
    "15/08/201910:22",
    "15.08.'19",
    # with a time or a weekday
    "2019-08-15T10:22:00Z",
    "2019-08-15 10:22",
    "15.08.2019 10:22",
    "15/08/2019 at 9:05 PM",
    "Thursday, 15 August 2019",
    "Donnerstag, den 15. August 2019",
    "Thu Aug 15 2019",
    # English
    "15 August 2019",
    "15 Aug 2019",
    "15 Aug. 2019",
    "15-Aug-2019",
    "15-Aug-19",
    "15/Aug/2019",
    "15AUG2019",
    "15th August 2019",
    "15th of August 2019",
    "15th of August, 2019",
    "August 15, 2019",
    "August 15 2019",
    "August 15th, 2019",
    "Aug 15, 2019",
    "Aug. 15, 2019",
    "AUG 15, 2019",
    "Aug-15-2019",
    "2019 August 15",
    "2019-Aug-15",
    "15 August '19",
    # German
    "15. August 2019",
    "15.August 2019",
    "15. Aug. 2019",
    "15. Aug 19",
    # French
    "15 août 2019",
    "15 aout 2019",
    "15 AOÛT 2019",
    "le 15 août 2019",
    # Spanish, Portuguese
    "15 de agosto de 2019",
    "15 de agosto del 2019",
    "15 agosto 2019",
    "15 ago 2019",
    "15-ago-2019",
    "15/ago/2019",
    "15 de Agosto de 2019",
    # Italian
    "15 agosto 2019",
    "lì 15 agosto 2019",
    # Dutch
    "15 augustus 2019",
    "15 aug. 2019",
    # Polish, Czech, Slovak
    "15 sierpnia 2019",
    "15 sierpnia 2019 r.",
    "15 sie 2019",
    "15. srpna 2019",
    "15. augusta 2019",
    # Russian, Ukrainian, Bulgarian
    "15 августа 2019",
    "15 августа 2019 г.",
    "15 авг. 2019",
    "15 серпня 2019",
    "15 август 2019",
    # Armenian, Greek, Turkish
    "15 օգոստոսի 2019",
    "15 օգոստոսի 2019 թ.",
    "15 Αυγούστου 2019",
    "15 Ağustos 2019",
    # Nordic
    "15. august 2019",
    "15 augusti 2019",
    "15. elokuuta 2019",
    # Hungarian, Romanian, Lithuanian
    "2019. augusztus 15.",
    "15 august 2019",
    "2019 m. rugpjūčio 15 d.",
    # East Asian
    "2019年8月15日",
    "2019년 8월 15일",
]


@pytest.mark.parametrize("text", SAME_DAY)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert readings(text) == (THE_DAY,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019",
        "08/2019",
        "August 2019",
        "12.50",
        "1.234,56",
        "1.2.3",
        "31/02/2019",
        "32.01.2019",
        "15.13.2019",
        "00.08.2019",
        "15.08.1849",
        "15.08.2190",
        "192.168.10.15",
        "1-2-3-4",
        "15 Words 2019",
        "Invoice 15 for 2019",
        "10:22:15",
        "1 10.00",
        "93 12 29",
        "33 6 11",
        "1 10.2000",
        "RE-2019-08-1234",
        "12.34.56.78",
        "+49 30 12 08 2019 55",
    ],
)
def test_what_is_no_date_has_no_reading(text: str) -> None:
    assert readings(text) == ()


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("03/04/2019", (date(2019, 4, 3), date(2019, 3, 4))),
        ("03.04.2019", (date(2019, 4, 3), date(2019, 3, 4))),
        ("3-4-19", (date(2019, 4, 3), date(2019, 3, 4))),
        ("05/05/2019", (date(2019, 5, 5),)),
        ("12 listopada 2020", (date(2020, 11, 12), date(2020, 10, 12))),  # Polish November, Croatian October
    ],
)
def test_an_ambiguous_date_keeps_both_readings(text: str, both: tuple[date, ...]) -> None:
    assert readings(text) == both


def test_languages_settle_a_month_name_that_two_share() -> None:
    assert readings("12 listopada 2020", ("hr",))[0] == date(2020, 10, 12)
    assert readings("12 listopada 2020", ("pl",))[0] == date(2020, 11, 12)


def test_an_american_locale_puts_the_month_first() -> None:
    assert readings("03/04/2019", ("en-US",)) == (date(2019, 3, 4), date(2019, 4, 3))


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2019", "DMY", date(2019, 4, 3)),
        ("03/04/2019", "MDY", date(2019, 3, 4)),
        ("03/04/2019", None, date(2019, 4, 3)),
        ("15/08/2019", "MDY", THE_DAY),  # there is no fifteenth month
        ("2019-04-03", "MDY", date(2019, 4, 3)),
        ("3 April 2019", "MDY", date(2019, 4, 3)),
        ("nothing", "DMY", None),
    ],
)
def test_the_order_of_the_document_decides(text: str, order: str | None, day: date | None) -> None:
    assert parse_date(text, order) == day


@pytest.mark.parametrize(
    "text", ["08/2019", "8/2019", "08-2019", "2019-08", "August 2019", "Aug. 2019", "agosto de 2019", "août 2019"]
)
def test_a_month_is_its_first_day_only_when_asked(text: str) -> None:
    assert parse_date(text) is None
    assert parse_date(text, month_only=True) == date(2019, 8, 1)


@pytest.mark.parametrize("text", ["l5.08.2019", "15.O8.2019", "15.08.2O19", "I5/O8/2OI9"])
def test_slips_of_ocr_are_forgiven_only_when_asked(text: str) -> None:
    assert parse_date(text) != THE_DAY
    assert parse_date(text, lenient=True) == THE_DAY


def test_two_digit_years_lie_around_the_millennium() -> None:
    assert parse_date("15.08.69") == date(2069, 8, 15)
    assert parse_date("15.08.99") == date(1999, 8, 15)


def test_all_dates_of_a_line_are_found_where_they_stand() -> None:
    line = "Invoice date 15.08.2019, due Sept 14, 2019, total 1.234,56, period 01.08.2019-31.08.2019"
    found = find_dates(line)
    assert [item.text for item in found] == ["15.08.2019", "Sept 14, 2019", "01.08.2019", "31.08.2019"]
    assert all(line[item.start : item.end] == item.text for item in found)


def test_places_hold_behind_typographic_blanks() -> None:
    line = "Datum:\u00a015.\u202f08.\u202f2019\u00a0Nr."
    (found,) = find_dates(line)
    assert line[found.start : found.end] == found.text
    assert found.readings == (THE_DAY,)


def test_eight_digits_are_a_date_only_when_asked() -> None:
    assert find_dates("No. 20190815") == []
    assert [item.readings for item in find_dates("No. 20190815", compact=True)] == [(THE_DAY,)]


LOCALES = [
    "en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_PT", "pt_BR", "pl_PL", "ru_RU",
    "hy_AM", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "sv_SE", "da_DK", "nb_NO", "fi_FI", "tr_TR", "el_GR",
    "bg_BG", "uk_UA", "lt_LT", "et_EE", "sl_SI",
]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("style", ["medium", "long", "full"])
def test_what_babel_writes_in_any_month_is_read_back(locale: str, style: str) -> None:
    for month in range(1, 13):
        day = date(2021, month, 27)
        written = format_date(day, style, locale=locale)
        assert day in readings(written, (locale[:2],)), written


@pytest.mark.parametrize(
    "pattern", ["yyyy-MM-dd", "dd.MM.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "d MMM yyyy", "MMMM d, yyyy", "dd-MMM-yy"]
)
@given(day=st.dates(date(1971, 1, 1), date(2068, 12, 31)))
def test_any_day_survives_the_round_trip(pattern: str, day: date) -> None:
    assert day in readings(format_date(day, pattern, locale="en"))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for item in find_dates(text, compact=True):
        assert text[item.start : item.end] == item.text
        assert item.readings


@pytest.mark.parametrize(
    ("texts", "hints", "order", "certain"),
    [
        (["03/04/2019", "13/04/2019"], {}, "DMY", True),
        (["03/04/2019", "04/13/2019"], {}, "MDY", True),
        (["03/04/2019", "13/04/2019", "04/13/2019"], {}, "DMY", False),
        (["03/04/2019"], {}, None, False),
        (["03/04/2019"], {"country": "US"}, "MDY", True),
        (["03/04/2019"], {"country": "DE"}, "DMY", True),
        (["03/04/2019"], {"country": "CA"}, "DMY", False),
        (["03/04/2019"], {"country": "PH"}, "MDY", False),
        (["03/04/2019"], {"languages": ("fr",)}, "DMY", True),
        (["03/04/2019"], {"languages": ("en",)}, None, False),
        (["03.04.2019"], {}, "DMY", True),
        (["03/04/2019", "13/04/2019"], {"country": "US"}, "DMY", True),  # the document outweighs the custom
        (["2019-04-03", "3 April 2019"], {}, None, False),
        ([], {}, None, False),
    ],
)
def test_a_document_votes_on_the_order(
    texts: list[str], hints: dict[str, object], order: str | None, certain: bool
) -> None:
    country, languages = hints.get("country"), hints.get("languages", ())
    assert country is None or isinstance(country, str)
    assert isinstance(languages, tuple)
    vote = vote_date_order(texts, country=country, languages=languages)  # pyright: ignore[reportUnknownArgumentType]
    assert (vote.order, vote.certain) == (order, certain)


def test_a_due_date_cannot_precede_its_issue_date() -> None:
    texts = ["04/03/2019", "03/04/2019"]
    assert vote_date_order(texts, in_time=[("04/03/2019", "03/04/2019")]).order == "DMY"
    assert vote_date_order(texts, in_time=[("03/04/2019", "04/03/2019")]).order == "MDY"


def test_only_digits_need_an_order() -> None:
    assert is_numeric("03/04/2019")
    assert not is_numeric("3 April 2019")
    assert not is_numeric("2019-04-03")
