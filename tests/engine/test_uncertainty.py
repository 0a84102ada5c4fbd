"""What a prompt leaves open is told once over the batch, in the user's language, with the question that settles it."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from faktum import extract
from faktum.engine.rows.uncertainty import LANGUAGES, findings, questions, rule_of, uncertainty_notes
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import PageStatus, TextSource
from faktum.schemas.record import Assumption, Choice, DocumentResult, PageOutcome, Record


def invoice(number: str, *further: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    lines = (
        "Nordlicht Handels GmbH",
        "INVOICE",
        f"Invoice number: {number}",
        "Invoice date: 14 March 2026",
        "Due date: 13 April 2026",
        "Net amount: EUR 100.00",
        "VAT 19 %: EUR 19.00",
        "Total: EUR 119.00",
        *further,
    )
    for at, line in enumerate(lines):
        canvas.drawString(72, 780 - 26 * at, line)
    canvas.save()
    return file.getvalue()


def test_a_date_that_may_be_two_is_told_and_asked_about():
    result = extract([(f"{n}.pdf", invoice(f"A-{n}")) for n in range(3)], "Extract date and invoice number")
    (note,) = result.uncertainty_notes()
    assert note == {
        "topic": "Which date",
        "description": "'Date' may mean several dates. On 3 invoice(s) more than one is printed; the invoice date was"
        " taken (for example 2026-03-14, not 2026-04-13).",
        "suggested_prompt_additions": [
            {
                "purpose": "Say which date 'Date' means",
                "instructions": ["Date: invoice date.", "Date: due date."],
            }
        ],
    }
    (question,) = result.questions()
    assert question["scope"] == {"level": "extraction", "applies_to": "Date"}
    assert question.get("example_from_documents") == "0.pdf"
    assert question["choices"] == [
        {
            "choice_id": "InvoiceDate",
            "label": "invoice date",
            "cell_would_contain": "2026-03-14",
            "recommended": True,
        },
        {"choice_id": "DueDate", "label": "due date", "cell_would_contain": "2026-04-13"},
    ]


def test_the_workbook_tells_what_was_assumed(tmp_path: Path):
    result = extract([("a.pdf", invoice("A-1"))], "Extract date and invoice number")
    book = openpyxl.load_workbook(result.save(tmp_path, ["xlsx"])["xlsx"])
    last = [cell.value for cell in list(book["Notes"].iter_rows())[-1]]
    assert last[4:6] == ["info", "ASSUMED"]
    assert str(last[6]).endswith("To settle it, add to the prompt: 'Date: invoice date.' or 'Date: due date.'")


def test_what_the_prompt_says_is_not_asked_again():
    for prompt in ("Extract invoice date and due date", {"fields": [{"name": "Date", "prompt": "the due date"}]}):
        assert extract([("a.pdf", invoice("A-1"))], prompt).uncertainty_notes() == []


def test_a_total_that_may_be_net_or_gross_is_told():
    result = extract([("a.pdf", invoice("A-1"))], "invoice number, amount")
    (note,) = result.uncertainty_notes("de")
    assert note["topic"] == "Welcher Betrag"
    assert "119.00, nicht 100.00" in note["description"]


def test_the_rule_of_an_answer_is_a_sentence_for_the_prompt():
    result = extract([("a.pdf", invoice("A-1"))], "Extract date and invoice number")
    (finding,) = findings(result.documents)
    assert rule_of(finding, "DueDate") == "Date: due date."
    assert rule_of(finding, "DueDate", "nl") == "Date: vervaldatum."
    with pytest.raises(KeyError):
        rule_of(finding, "nonsense")
    again = extract([("a.pdf", invoice("A-1"))], f"Extract date and invoice number. {rule_of(finding, 'DueDate')}")
    assert again.rows[0]["Date"] == date(2026, 4, 13)


def test_pages_left_out_are_told_once():
    pages = tuple(PageOutcome(n, PageStatus.SKIPPED, TextSource.TEXT_LAYER, "cover letter") for n in (1, 2))
    (note,) = uncertainty_notes([DocumentResult("a.pdf", pages)])
    assert note["description"] == "2 page(s) gave no row, as they are no invoice (cover letter)."


def every_topic() -> list[DocumentResult]:
    topics = (
        ("which_date", "Date", ("InvoiceDate", date(2026, 1, 2)), ("DueDate", date(2026, 2, 3))),
        ("which_total", "Total", ("TotalAmountIncTax", Decimal("119.00")), ("AmountDue", Decimal(19))),
        ("date_order", "Date", ("day_first", date(2026, 1, 2)), ("month_first", date(2026, 2, 1))),
        ("currency", "Currency", ("taken", "USD")),
        ("gross_prices", "Price", ("as_printed", None), ("without_tax", None)),
        ("due_date", "Due", ("computed", date(2026, 2, 3)), ("printed_only", None)),
        ("credit_note_sign", None, ("as_printed", None), ("negative", None)),
    )
    assumptions = tuple(
        Assumption(topic, name, tuple(Choice(key, value) for key, value in choices)) for topic, name, *choices in topics
    )
    skipped = (PageOutcome(1, PageStatus.SKIPPED, TextSource.TEXT_LAYER, "letter"),)
    return [DocumentResult("a.pdf", skipped, (Record("invoice", (1,), {}, assumptions=assumptions),))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_all_its_words_in_every_language(language: str):
    notes = uncertainty_notes(every_topic(), language)
    asked = questions(every_topic(), language)
    assert (len(notes), len(asked)) == (8, 7)  # a currency has but one known answer
    english = uncertainty_notes(every_topic(), "en")
    for note, other in zip(notes, english, strict=True):
        assert "{" not in str(note).replace("{'", "").replace("': {", "")
        assert language == "en" or note["description"] != other["description"]
    assert len({question["question_id"] for question in asked}) == 7
    for question in asked:
        assert question["choices"][0].get("recommended") is True
        assert all("_" not in choice["label"] for choice in question["choices"])


PROMPTS = {
    "en": "Extract date, total and invoice number",
    "de": "Extrahiere Datum, Betrag und Rechnungsnummer",
    "fr": "Extrais la date, le montant et le numéro de facture",
    "es": "Extrae la fecha, el importe y el número de factura",
    "it": "Estrai la data, l'importo e il numero della fattura",
    "nl": "Haal datum, bedrag en factuurnummer uit",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggested_addition_is_understood_by_the_compiler(language: str):
    """No addition makes a column of its own, and those that name a date or an amount set what the column means."""
    compiled = compile_prompt(PROMPTS[language])
    when, amount, _ = compiled.fields
    for finding in findings(every_topic()):
        finding.column = amount.name if finding.topic == "which_total" else when.name
        for choice in finding.choices:
            again = compile_prompt(f"{PROMPTS[language]}. {rule_of(finding, choice, language)}")
            assert [field.name for field in again.fields] == [field.name for field in compiled.fields]
            if finding.topic in ("which_date", "which_total"):
                assert {field.name: field.term for field in again.fields}[finding.column] == choice
            if finding.topic == "credit_note_sign":
                assert again.rules.credit_notes_negative is (choice == "negative")


def test_a_language_without_words_gets_english():
    assert uncertainty_notes(every_topic(), "fi") == uncertainty_notes(every_topic(), "en")
