"""How one document writes numbers, money and dates."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from .content import Account
from .markets import Market


@dataclass(frozen=True, slots=True)
class Notation:
    """The habits of one program that prints invoices; the same all over the document."""

    locale: str
    group: str
    decimal: str
    date_pattern: str
    mark: str
    """The currency as written."""
    mark_place: str = "after"
    """'before' ('€ 1,00'), 'tight' ('€1,00'), 'after' ('1,00 €')."""
    minus: str = "before"
    """'before' ('-1,00'), 'after' ('1,00-'), 'brackets' ('(1,00)')."""
    quantity_places: int | None = None
    """Decimals that every quantity shows; None shows as many as it has."""
    percent_blank: bool = True
    percent_places: int = 0
    iban_grouped: bool = True

    def number(self, value: Decimal, places: int = 2) -> str:
        """The value with this many decimals."""
        rounded = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        whole, _, fraction = f"{rounded:f}".partition(".")
        text = self._grouped(whole) + (self.decimal + fraction if fraction else "")
        if value >= 0 or not rounded:
            return text
        return {"before": f"-{text}", "after": f"{text}-", "brackets": f"({text})"}[self.minus]

    def money(self, value: Decimal) -> str:
        """An amount with its currency."""
        text = self.number(value)
        if self.mark_place == "after":
            return f"{text} {self.mark}"
        gap = "" if self.mark_place == "tight" else " "
        if text.startswith("-"):
            return f"-{self.mark}{gap}{text[1:]}"
        return f"{self.mark}{gap}{text}"

    def price(self, value: Decimal) -> str:
        """A unit price with as many decimals as it needs, at least two."""
        return self.number(value, max(2, -_exponent(value)))

    def quantity(self, value: Decimal) -> str:
        """A quantity."""
        return self.number(value, max(self.quantity_places or 0, -_exponent(value.normalize())))

    def percent(self, value: Decimal) -> str:
        """A percentage with its sign."""
        return f"{self.rate(value)}{' ' if self.percent_blank else ''}%"

    def rate(self, value: Decimal) -> str:
        """A percentage without its sign."""
        return self.number(value, max(self.percent_places, -_exponent(value.normalize())))

    def date(self, day: date) -> str:
        """A date."""
        from babel.dates import format_date

        return format_date(day, self.date_pattern, locale=self.locale)

    def iban(self, account: Account) -> str:
        """The IBAN, in groups of four or in one."""
        iban = account.iban or ""
        if not self.iban_grouped:
            return iban
        return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))

    def _grouped(self, whole: str) -> str:
        if not self.group:
            return whole
        head = len(whole) % 3
        parts = ([whole[:head]] if head else []) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
        return self.group.join(parts)


def choose_notation(market: Market, random: Random) -> Notation:
    """One of the ways in which programs of this market write."""
    mark = random.choice(market.marks)
    english = market.language == "en"
    if mark.isalpha():
        place = random.choice(("before", "after"))
    elif english:
        place = "tight"
    else:
        place = random.choice(
            ("after", "after", "before") if market.language != "nl" else ("before", "before", "tight")
        )
    return Notation(
        locale=market.locale,
        group=random.choice(market.groups),
        decimal=market.decimal,
        date_pattern=random.choice(market.dates),
        mark=mark,
        mark_place=place,
        minus=random.choice(
            ("before", "before", "before", "after" if market.language == "de" else "brackets" if english else "before")
        ),
        quantity_places=random.choice((None, None, 2, 3 if not english else 2, 1)),
        percent_blank=random.random() < (0.25 if english else 0.6),
        percent_places=random.choice((0, 0, 0, 1, 2)),
        iban_grouped=random.random() < 0.75,
    )


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0
