"""Where an invoice is issued: currency, tax rates and the ways numbers and dates are written there."""

from dataclasses import dataclass
from decimal import Decimal

from ...schemas.errors import InvalidInput

EUROPEAN_DATES = ("dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy")
SLASHED_DATES = ("dd/MM/yyyy", "dd/MM/yy", "d/M/yyyy")


@dataclass(frozen=True, slots=True)
class Market:
    """One locale and its customs."""

    locale: str
    """As babel writes it: 'de_AT'."""
    currency: str
    rates: tuple[Decimal, ...]
    """Standard, reduced and lowest rate in percent; shorter where there are fewer."""
    dates: tuple[str, ...]
    """Date patterns in the CLDR notation."""
    groups: tuple[str, ...]
    """Thousands marks in use, '' for none."""
    decimal: str
    marks: tuple[str, ...]
    """How the currency is written: '€', 'EUR', 'CHF'."""
    paper: str = "A4"
    core_fonts: bool = True
    """False where the language needs a font that holds more than Western European letters."""

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.locale[:2]

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.locale[3:]

    def rate(self, tax_class: str) -> Decimal:
        """The rate of class S (standard), R (reduced) or Z (lowest)."""
        return self.rates[min("SRZ".index(tax_class), len(self.rates) - 1)]


def _rates(*rates: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(rate) for rate in rates)


MARKETS: tuple[Market, ...] = (
    Market(
        "de_DE",
        "EUR",
        _rates("19", "7"),
        (*EUROPEAN_DATES, "d. MMMM yyyy", "yyyy-MM-dd"),
        (".", ".", ".", ""),
        ",",
        ("€", "€", "EUR"),
    ),
    Market("de_AT", "EUR", _rates("20", "10"), (*EUROPEAN_DATES, "d. MMMM yyyy"), (".", " ", ""), ",", ("€", "EUR")),
    Market("de_CH", "CHF", _rates("8.1", "2.6"), (*EUROPEAN_DATES, "d. MMMM yyyy"), ("'", "'", "’"), ".", ("CHF",)),
    Market(
        "en_GB",
        "GBP",
        _rates("20", "5", "0"),
        (*SLASHED_DATES, "d MMMM yyyy", "dd MMM yyyy", "d MMM yy"),
        (",",),
        ".",
        ("£", "£", "GBP"),
    ),
    Market("en_IE", "EUR", _rates("23", "13.5", "0"), (*SLASHED_DATES, "d MMMM yyyy"), (",",), ".", ("€", "EUR")),
    Market(
        "en_US",
        "USD",
        _rates("8.25", "0"),
        ("MM/dd/yyyy", "M/d/yyyy", "MMMM d, yyyy", "MMM d, yyyy", "MM/dd/yy"),
        (",",),
        ".",
        ("$", "$", "USD", "US$"),
        "LETTER",
    ),
    Market(
        "fr_FR",
        "EUR",
        _rates("20", "5.5", "10"),
        (*SLASHED_DATES, "d MMMM yyyy"),
        (" ", "\u00a0", "", "."),
        ",",
        ("€", "€", "EUR"),
    ),
    Market("fr_BE", "EUR", _rates("21", "6"), (*SLASHED_DATES, "dd-MM-yyyy"), (".", " "), ",", ("€", "EUR")),
    Market("fr_CH", "CHF", _rates("8.1", "2.6"), EUROPEAN_DATES, ("'", " "), ".", ("CHF",)),
    Market(
        "es_ES",
        "EUR",
        _rates("21", "10", "4"),
        (*SLASHED_DATES, "d 'de' MMMM 'de' yyyy", "dd-MM-yyyy"),
        (".", ".", ""),
        ",",
        ("€", "€", "EUR"),
    ),
    Market(
        "it_IT",
        "EUR",
        _rates("22", "10", "4"),
        (*SLASHED_DATES, "d MMMM yyyy", "dd-MM-yyyy"),
        (".", ".", ""),
        ",",
        ("€", "EUR"),
    ),
    Market(
        "nl_NL",
        "EUR",
        _rates("21", "9"),
        ("dd-MM-yyyy", "d-M-yyyy", "d MMMM yyyy", "dd-MM-yy"),
        (".", ".", ""),
        ",",
        ("€", "€", "EUR"),
    ),
    Market("nl_BE", "EUR", _rates("21", "6"), (*SLASHED_DATES, "d MMMM yyyy"), (".", " "), ",", ("€", "EUR")),
    Market(
        "pt_PT",
        "EUR",
        _rates("23", "13", "6"),
        (*SLASHED_DATES, "dd-MM-yyyy", "yyyy-MM-dd"),
        (".", " ", ""),
        ",",
        ("€", "EUR"),
    ),
    Market(
        "pl_PL",
        "PLN",
        _rates("23", "8", "5"),
        ("dd.MM.yyyy", "yyyy-MM-dd", "dd-MM-yyyy", "d MMMM yyyy"),
        (" ", "\u00a0", ""),
        ",",
        ("zł", "PLN", "zł"),
        core_fonts=False,
    ),
    Market(
        "ru_RU",
        "RUB",
        _rates("20", "10"),
        ("dd.MM.yyyy", "d MMMM yyyy 'г.'"),
        (" ", "\u00a0"),
        ",",
        ("руб.", "₽", "RUB"),
        core_fonts=False,
    ),
    Market(
        "hy_AM",
        "AMD",
        _rates("20"),
        ("dd.MM.yyyy", "dd/MM/yyyy"),
        (",", " ", ""),
        ".",
        ("AMD", "դրամ"),
        core_fonts=False,
    ),
)


def markets(languages: tuple[str, ...] = ()) -> tuple[Market, ...]:
    """The markets of these languages (or locales); all that the standard PDF fonts can write when none is named.

    Raises:
        InvalidInput: naming the languages there are.
    """
    found = (
        tuple(one for one in MARKETS if one.core_fonts)
        if not languages
        else tuple(one for one in MARKETS if one.language in languages or one.locale in languages)
    )
    if not found:
        known = ", ".join(sorted({one.language for one in MARKETS}))
        raise InvalidInput(f"no market speaks {', '.join(languages)}; there are: {known}")
    return found
