"""Labels are found however they are printed, every label file is sound, and every language covers the invoice."""

import re
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as some

from faktum.schemas.invoice import TERMS
from faktum.schemas.reply import DocumentKind
from faktum.schemas.vocabulary import (
    EVERY_LANGUAGE,
    STRONG,
    WEAK,
    bare,
    entries,
    fold,
    labels,
    languages,
    meanings,
    parties,
    spoken,
    titles,
    words,
)

TEN = ("de", "en", "es", "fr", "hy", "it", "nl", "pl", "pt", "ru")

TABLES = {"labels", "weak", "printed", "names", "titles", "parties", "words", "spelling"}

NOT_PRINTED = {"SupplierCountryCode", "CustomerCountryCode", "IsPaid", "IsReverseCharged", "IsSelfBilling"}
"""Base fields that are read off something else than a label of their own."""

COLUMNS = ("Description", "Quantity", "UnitOfMeasure", "UnitPrice", "VatPercentage", "LineTotalExclTax", "SKU")

PHRASES = ("subtotal", "carried_forward", "total", "paid", "payment_method", "reverse_charge", "exempt", "unit", "page")


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Invoice No.:", "invoiceno"),
        ("INVOICE #", "invoiceno"),
        ("Invoice №", "invoiceno"),
        ("N° de facture", "nodefacture"),
        ("Nº de factura", "nodefactura"),
        ("P.O. No", "pono"),
        ("Rechnungs-Nr.", "rechnungsnr"),
        ("USt.-IdNr.", "ustidnr"),
        ("Straße", "strasse"),
        ("Échéance", "echeance"),
        ("Date d’échéance :", "datedecheance"),
        ("Qtà", "qta"),
        ("Należność", "naleznosc"),
        ("MwSt. %", "mwst%"),
        ("Oﬃce", "office"),
        ("ＴＯＴＡＬ", "total"),
        ("СЧЁТ №", "счетno"),
        ("Йод", "йод"),
        ("ԸՆԴԱՄԵՆԸ՝", "ընդամենը"),
        ("Total €", "total"),
        ("…", ""),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    """Case, accents, blanks and punctuation do not matter; number signs are one, the per cent sign stays."""
    assert fold(printed) == folded


@given(some.lists(some.text(max_size=8), max_size=4))
def test_a_line_folds_word_by_word(parts: list[str]) -> None:
    """The reader may fold each word once and put folded words together."""
    ascii_parts = [part.encode("ascii", "ignore").decode() for part in parts]
    assert fold(" ".join(ascii_parts)) == "".join(fold(part) for part in ascii_parts)


@given(some.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded label is its own fold, and its words put together are the label."""
    folded = fold(text)
    assert " " not in folded
    assert fold(folded) == folded


def test_spoken_sets_words_apart() -> None:
    """Words are parted by blanks and punctuation, but not by the dots of an abbreviation."""
    assert spoken("Invoice-No. (d'achat)") == ["invoice", "no", "d", "achat"]
    assert spoken("P.O. #4 MwSt%") == ["po", "no", "4", "mwst", "%"]


@pytest.mark.parametrize(
    ("label", "plain"),
    [("Amount (net) in EUR", "Amount"), ("Betrag in €", "Betrag"), ("Total USD", "Total"), ("Europe", "Europe")],
)
def test_bare(label: str, plain: str) -> None:
    """A label stands without its remark and its currency."""
    assert bare(label) == plain


@pytest.mark.parametrize(
    ("printed", "term"),
    [
        ("Invoice No.", "InvoiceNumber"),
        ("TAX INVOICE NO", "InvoiceNumber"),
        ("Amount (EUR)", "LineItems.LineTotalExclTax"),
        ("Gesamtbetrag in €", "TotalAmountIncTax"),
        ("MwSt. 19 %", "TotalVATAmount"),
        ("VAT @ 20.00%", "TotalVATAmount"),
        ("zzgl. 19,00 % MwSt.", "TotalVATAmount"),
        ("19% MwSt", "TotalVATAmount"),
        ("Rechnungsnummer / Invoice number", "InvoiceNumber"),
        ("Faellig am", "DueDate"),
        ("Fällig am", "DueDate"),
        ("Net à payer (TTC)", "AmountDue"),
        ("Счёт-фактура №", "InvoiceNumber"),
        ("Ընդամենը ԱԱՀ-ով", "TotalAmountIncTax"),
        ("IBAN:", "PaymentIBAN"),
    ],
)
def test_meanings(printed: str, term: str) -> None:
    """A printed label means its term first, with a currency, a rate, a remark or a second language in it too."""
    assert meanings(printed)[0].term == term


@pytest.mark.parametrize("printed", ["", "Lorem ipsum", "12.50", "(EUR 5)", "/", "19 %"])
def test_what_is_no_label_means_nothing(printed: str) -> None:
    """Words that label nothing have no meanings."""
    assert meanings(printed) == ()


def test_a_general_word_may_mean_several_terms() -> None:
    """'Total' stands beside the grand total and over a column; both are weak, the place decides."""
    found = {label.term: label for label in labels(["en"])["total"]}
    assert {"TotalAmountIncTax", "LineItems.LineTotalExclTax", "AmountDue"} <= found.keys()
    assert found["TotalAmountIncTax"].weight == WEAK
    assert found["LineItems.LineTotalExclTax"].group == "LineItems"
    assert labels(["en"])["invoiceno"][0].weight == STRONG


def test_languages_can_be_chosen() -> None:
    """Only the chosen languages are looked up, and what is the same in every language; unknown ones add nothing."""
    assert "rechnungsnummer" in labels(["de"])
    assert "rechnungsnummer" not in labels(["en"])
    assert "iban" in labels(["xx"])
    assert labels()["rechnungsnummer"] == labels(["de"])["rechnungsnummer"]


def test_an_address_word_goes_for_every_address() -> None:
    """'Postcode' may stand in the supplier's, the billing and the delivery address."""
    assert [label.term for label in meanings("Postleitzahl", ["de"])] == [
        "Supplier.Address.PostalCode",
        "Customer.BillingAddress.PostalCode",
        "Customer.ShippingAddress.PostalCode",
    ]


@pytest.mark.parametrize(
    ("title", "kind", "sort"),
    [
        ("INVOICE", DocumentKind.INVOICE, "invoice"),
        ("Tax Invoice", DocumentKind.INVOICE, "invoice"),
        ("Gutschrift", DocumentKind.CREDIT_NOTE, "credit_note"),
        ("Avoir", DocumentKind.CREDIT_NOTE, "credit_note"),
        ("Stornorechnung", DocumentKind.CORRECTIVE, "corrective"),
        ("Rechnungskorrektur", DocumentKind.CORRECTIVE, "corrective"),
        ("Faktura korygująca", DocumentKind.CORRECTIVE, "corrective"),
        ("Fattura pro-forma", DocumentKind.PROFORMA, "proforma"),
        ("Debit Note", DocumentKind.DEBIT_NOTE, "debit_note"),
        ("Quittung", DocumentKind.RECEIPT, "receipt"),
        ("Кассовый чек", DocumentKind.RECEIPT, "receipt"),
        ("Հաշիվ-ապրանքագիր", DocumentKind.INVOICE, "invoice"),
        ("Curriculum Vitae", DocumentKind.OTHER, "curriculum vitae"),
        ("Lieferschein", DocumentKind.OTHER, "delivery note"),
        ("Remittance Advice", DocumentKind.OTHER, "remittance advice"),
        ("Bon de commande", DocumentKind.OTHER, "purchase order"),
        ("Kontoauszug", DocumentKind.OTHER, "statement"),
        ("Devis", DocumentKind.OTHER, "quotation"),
    ],
)
def test_titles(title: str, kind: DocumentKind, sort: str) -> None:
    """A document's title says what it is, also where it is no invoice."""
    found = titles()[fold(title)]
    assert (found.kind, found.sort) == (kind, sort)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Bill to:", "buyer"),
        ("Rechnungsempfänger", "buyer"),
        ("Facturé à", "buyer"),
        ("Ship To", "delivery"),
        ("Lieferanschrift", "delivery"),
        ("Adresse de livraison", "delivery"),
        ("Sprzedawca", "seller"),
        ("From", "seller"),
        ("Remit to", "payee"),
        ("Продавец", "seller"),
    ],
)
def test_parties(heading: str, role: str) -> None:
    """The heading of an address block says whose block it is."""
    assert parties()[fold(heading)] == role


def test_words() -> None:
    """Word lists go by their name; a list nobody wrote is empty."""
    assert words("carried_forward", ["de"])["ubertrag"] == "Übertrag"
    assert "uebertrag" in words("carried_forward", ["de"])
    assert "stk" in words("unit")
    assert "steuerschuldnerschaftdesleistungsempfangers" in words("reverse_charge")
    assert words("no such list") == {}


@pytest.mark.parametrize("language", languages())
def test_word_lists_are_documented(language: str) -> None:
    """Every word list of a file is named where a reader of the code looks for it."""
    file = resources.files("faktum.schemas") / "labels" / f"{language}.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))["words"]
    documented = re.findall(r"\w+", words.__doc__ or "")
    assert [name for name in lists if name not in documented] == []


def test_ten_languages_are_there() -> None:
    """The ten languages have a file each; the file of international words is none of them."""
    assert set(TEN) <= set(languages())
    assert EVERY_LANGUAGE not in languages()


@pytest.mark.parametrize("language", [*languages(), EVERY_LANGUAGE])
def test_label_files_are_sound(language: str) -> None:
    """Only known tables; every entry under a term that exists and not empty when folded; no entry twice in a list."""
    file = resources.files("faktum.schemas") / "labels" / f"{language}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    assert isinstance(tables.pop("language"), str)
    assert tables.keys() <= TABLES
    for table in ("labels", "weak", "printed", "names"):
        for folded, label in entries([table], [language]):
            assert label.term in TERMS, f"{language} [{table}]: no term is called {label.term}"
            assert folded == folded.strip()


@pytest.mark.parametrize("language", TEN)
def test_a_label_is_either_strong_or_weak(language: str) -> None:
    """No label of one language has two weights for one term."""
    for folded, several in labels([language]).items():
        own = [label.term for label in several if label.language == language]
        assert len(own) == len(set(own)), folded


@pytest.mark.parametrize("language", TEN)
def test_every_language_covers_the_invoice(language: str) -> None:
    """Base fields, the main item columns, titles, parties and the words of a table: at least 150 labels a language."""
    own = [
        label for label in (pair[1] for pair in entries(("labels", "weak"), [language])) if label.language == language
    ]
    assert len(own) >= 150
    terms = {label.term for label in own}
    base = {key for key, term in TERMS.items() if term.addon is None} - NOT_PRINTED
    assert base - terms == set()
    assert {f"LineItems.{column}" for column in COLUMNS} - terms == set()
    named = titles([language]).values()
    assert {title.kind for title in named} == set(DocumentKind) - {DocumentKind.PURCHASE_ORDER}
    assert "purchase order" in {title.sort for title in named}
    assert {"seller", "buyer", "delivery"} <= set(parties([language]).values())
    assert [which for which in PHRASES if not words(which, [language])] == []


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_main_languages_are_broad(language: str) -> None:
    """German, English and French know many hundreds of labels."""
    own = [label for _, label in entries(("labels", "weak"), [language]) if label.language == language]
    assert len(own) >= 1500
