"""The invoice: every field of the built-in schema, with its EN 16931 business term.

Base schema plus ten add-ons; names and casing are those of the InvoicesEngine v3.0 wire. The labels under which
documents print each term stand in labels/*.toml, one file per language; vocabulary.py reads them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import UnknownSchema
from .fields import Field, Kind


@dataclass(frozen=True, slots=True)
class Term:
    """One business term."""

    key: str
    """Unique. Once per invoice: the column name ('InvoiceNumber', 'PaymentIBAN', 'Supplier.Address.City');
    in a repeating group: group and leaf ('LineItems.Description')."""
    path: str
    """Place in the nested wire form: 'Banking.PaymentIBAN', 'VAT.VatBreakdown[].RatePercent'."""
    kind: Kind
    description: str
    """What it holds, in one sentence; goes into the prompt."""
    bt: str | None = None
    """EN 16931 business term or group ('BT-1', 'BG-5', '≈ BT-46' for a near meaning); None where there is none."""
    addon: str | None = None
    """None: base schema, always present."""
    group: str | None = None
    choices: tuple[str, ...] = ()
    many: bool = False

    @property
    def name(self) -> str:
        """The column name: the key without its group."""
        return self.key.removeprefix(f"{self.group}.") if self.group else self.key


TERMS: Mapping[str, Term] = MappingProxyType({})
"""Term key → term, in the order of the wire."""

ADDONS: tuple[str, ...] = (
    "lineitems",
    "parties",
    "banking",
    "vat_tax",
    "logistics",
    "compliance",
    "adjustments",
    "references",
    "categorization",
    "localization_fx",
)


def invoice_fields(addons: Iterable[str] = ()) -> tuple[Field, ...]:
    """The base fields and those of the named add-ons, in the order of the wire.

    Raises:
        UnknownSchema: naming the add-on that does not exist and those that do.
    """
    wanted = set(addons)
    unknown = wanted - set(ADDONS)
    if unknown:
        raise UnknownSchema(f"no add-on is called {', '.join(sorted(unknown))}; there are: {', '.join(ADDONS)}")
    return tuple(
        Field(term.name, term.kind, term.key, term.group, choices=term.choices, many=term.many, instruction="")
        for term in TERMS.values()
        if term.addon is None or term.addon in wanted
    )
