"""The word files: loadable, without contradictions, complete enough; words are read the way people write them."""

import pytest

from faktum.prompts.defaults import header_fields, line_fields
from faktum.prompts.lexicon import LANGUAGES, fold, language_of, read, word_set, words_of
from faktum.prompts.meaning import meaning_of

CORE = word_set(
    "small join ask greet each invoice creditnote seller buyer name number date due payment amount total net gross vat "
    "tax rate address currency iban description quantity unit price unitprice order lineitem line item format without "
    "if only skip missing empty zero negative decimals symbol upper pagekind"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_core_concepts(language: str) -> None:
    words = words_of(language)
    carried = {*words.phrases.values(), *words.stems.values(), *(concept for _, concept in words.patterns)}
    assert CORE - carried == frozenset()
    assert words.passages["task"]
    assert words.passages["inject"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_fields_bear_names_that_mean_them(language: str) -> None:
    for field in header_fields(language):
        assert meaning_of(field.name, language).invoice == field.term, field.name
    for field in line_fields(language):
        assert meaning_of(field.name, language).line == field.term, field.name


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Extract invoice number and date", "en"),
        ("Rechnungsnummer, Lieferantenname", "de"),
        ("le numéro de facture et la date", "fr"),
        ("número de factura y fecha", "es"),
        ("numero della fattura e importo", "it"),
        ("factuurnummer en vervaldatum", "nl"),
        ("número da fatura e data de emissão", "pt"),
        ("numer faktury i kwota", "pl"),
        ("номер счёта", "ru"),
        ("հաշվի համարը", "hy"),
        ("base imponible", "es"),
        ("12345", "en"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Lieferantenname", "de", ("seller", "name")),
        ("Fälligkeitsdatum", "de", ("due", "date")),
        ("Umsatzsteuersatz", "de", ("vat", "rate")),
        ("factuurdatum", "nl", ("invoice", "date")),
        ("InvoiceNumber", "en", ("invoice", "number")),
        ("invoice_number", "en", ("invoice", "number")),
        ("VATAmount", "en", ("vat", "amount")),
        ("USt-IdNr.", "de", ("vatid",)),
        ("invoice no.", "en", ("invoice", "number")),
        ("no decimals", "en", ("without", "decimals")),
        ("поставщиками", "ru", ("seller",)),
    ],
)
def test_words_carry_their_concepts_in_the_forms_people_write(
    text: str, language: str, concepts: tuple[str, ...]
) -> None:
    assert tuple(concept for unit in read(text, language) for concept in unit.concepts) == concepts


def test_folding_forgets_case_and_accents() -> None:
    assert fold("ÉCHÉANCE") == fold("echeance") == "echeance"
    assert fold("Łączna") == "laczna"
    assert fold("Straße") == "strasse"


def test_an_unknown_word_carries_nothing() -> None:
    (unit,) = read("qwertz", "de")
    assert unit.concepts == ()
