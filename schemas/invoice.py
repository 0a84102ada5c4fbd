"""The invoice: every field of the built-in schema, with its EN 16931 business term.

Base schema plus ten add-ons; names and casing are those of the InvoicesEngine v3.0 wire. The rows themselves stand in
invoice_terms.py; the labels under which documents print each term stand in labels/*.toml, one file per language, and
vocabulary.py reads them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import UnknownSchema
from .fields import Field, Kind
from .invoice_terms import SECTIONS


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
    derived: bool = False
    """True for a judgement that no page prints (a category, a summary, the document's language)."""

    @property
    def name(self) -> str:
        """The column name: the key without its group. Unique among the fields of its group."""
        return self.key.removeprefix(f"{self.group}.") if self.group else self.key


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


def _terms() -> Mapping[str, Term]:
    """All terms in the order of the wire.

    A term that stands once per invoice is called by its leaf where no other such term has the same leaf
    ('PaymentIBAN'), and by its whole path where one has ('Supplier.Address.City').
    """
    leaves = Counter(row.name for section in SECTIONS if section.group is None for row in section.rows)
    terms: dict[str, Term] = {}
    for section in SECTIONS:
        for row in section.rows:
            path = f"{section.path}.{row.name}" if section.path else row.name
            alone = row.name if leaves[row.name] == 1 else path
            key = f"{section.group}.{row.name}" if section.group else alone
            terms[key] = Term(
                key,
                path,
                row.kind,
                row.description,
                bt=row.bt,
                addon=section.addon,
                group=section.group,
                choices=row.choices,
                many=row.many,
                derived=row.derived,
            )
    return MappingProxyType(terms)


TERMS: Mapping[str, Term] = _terms()
"""Term key → term, in the order of the wire."""


def invoice_fields(addons: Iterable[str] = ()) -> tuple[Field, ...]:
    """The base fields and those of the named add-ons, in the order of the wire.

    A line item or breakdown field is called by its leaf ('Description'), and by its key where the invoice itself or
    another group has the same leaf ('LineItems.ProjectCode', 'VatBreakdown.TaxCategory'), so that names are unique
    and do not depend on which add-ons are chosen.

    Raises:
        UnknownSchema: naming the add-on that does not exist and those that do.
    """
    wanted = set(addons)
    unknown = wanted - set(ADDONS)
    if unknown:
        raise UnknownSchema(f"no add-on is called {', '.join(sorted(unknown))}; there are: {', '.join(ADDONS)}")
    names = Counter(term.name for term in TERMS.values())
    return tuple(
        Field(
            term.name if names[term.name] == 1 or not term.group else term.key,
            term.kind,
            term.key,
            term.group,
            choices=term.choices,
            many=term.many,
            derived=term.derived,
        )
        for term in TERMS.values()
        if term.addon is None or term.addon in wanted
    )
