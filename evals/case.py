"""What is measured on: documents with what is known about them. How each form of dataset is read: datasets/."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Truth = Mapping[str, Any]
"""What a document says, as JSON: header fields by name; 'LineItems': rows; 'records': all invoices of a file that
holds several, each with its 'pages'; 'printed': field → False where the page does not print it; 'places': field →
[[page, x0, y0, x1, y1, quote], …]; 'notes': codes of the notes that must be told; 'fields': values of free fields."""


@dataclass(frozen=True, slots=True)
class Case:
    """One document and what is known about it."""

    id: str
    """Unique in its dataset; results are matched by the name of the file."""
    file: Path
    truth: Truth | None = None
    """None where nothing is known about its fields."""
    group: str = "digital"
    """What it is reported with: 'digital', 'scan', 'receipt', 'einvoice', 'xml', or what the dataset calls it."""
    issuer: str = ""
    """Documents of one issuer stand on one side of a fold; '' for an issuer of its own."""
    language: str | None = None
    """ISO 639-1, where known."""
    holds_invoices: bool = True
    """False for a document that is no invoice: every record taken from it is wrong."""
    prompt: str | Mapping[str, Any] | None = None
    """Asked of this document instead of the experiment's prompt."""

    @property
    def records(self) -> tuple[Truth, ...]:
        """The invoices the document holds, as far as they are known."""
        if self.truth is None:
            return ()
        several: list[Truth] | None = self.truth.get("records")
        return tuple(several) if several else (self.truth,)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Cases, in a fixed order."""

    name: str
    cases: tuple[Case, ...]

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)
