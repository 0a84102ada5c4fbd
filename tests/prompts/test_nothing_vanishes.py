"""Every word of a prompt that says something is found again: in a name, an instruction, a rule, or the general text."""

import re

import pytest

from faktum.prompts.compiler import compile_prompt
from faktum.prompts.lexicon import fold, language_of, read, word_set

FRAME = word_set(
    "small join ask greet each neutral field column data header file invoice named lineitem line item incl only do"
)
"""Words around the fields: articles, 'extract', 'each invoice', 'in a column called', 'per line item'."""

PROMPTS = (
    "Extract invoice number, invoice date, vendor name, net amount, tax, total amount",
    "I need the supplier's name and the total incl. VAT of each invoice; dates as DD.MM.YYYY",
    'Extract invoice number as "Inv", supplier → Vendor, and the total (name the column Gross)',
    "For our year-end audit at Bosch please pull the invoice number and the total. Kind regards, Peter",
    "We are an accounting firm in Leeds. For every bill capture who issued it (supplier), the bill no., its date.",
    "Supplier name: use the legal name, e.g. ACME GmbH, and not the brand\nTotal: prefer the amount due over the total",
    "Extract the invoice number exactly as printed, including leading zeros, and the total, rounded to 2 decimals.",
    "Get the invoice number; it is usually in the top right corner. Get the total; it is the last amount.",
    "invoice number, total; if the invoice is in USD convert nothing; use the printed amount",
    "Fields: number, date, total\nRules: negative credit notes; skip reminders, empty pages\nNotes: ask Anna if unsure",
    "Extract meter number, consumption in kWh, tariff zone and amount due from these utility bills",
    "Extract the deposit slip colour, the name of the driver and whether the parcel was damaged.",
    "Totals: net, tax, gross. Parties: supplier, customer.",
    "Amounts without thousands separators. Extract vendor and total. Beware of the duplicate stamp!",
    "# Fields\n- **Invoice number**: the supplier's number\n- **Total**: gross total\n\n# Conventions\n- decimal comma",
    "Bitte extrahiere Rechnungsnummer, Datum und Zählerstand. Gutschriften negativ, Beträge ohne Tausenderpunkt.",
    "Extrais le numéro de facture et le total TTC. Ignore les bordereaux de transport et garde les accents.",
    "Извлеки номер счёта и сумму. Не округляй. Пропусти сопроводительные письма.",
)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_word_that_says_something_is_lost(prompt: str) -> None:
    compiled = compile_prompt(prompt)
    kept = " ".join(
        [*(f"{field.name} {field.instruction}" for field in compiled.fields), compiled.general, *compiled.assumptions]
    )
    found = set(re.findall(r"[^\W_]+", fold(kept)))
    language = language_of(prompt)
    lost = [
        prompt[unit.start : unit.end]
        for unit in read(prompt, language)
        if not unit.only(*FRAME) and not set(re.findall(r"[^\W_]+", fold(prompt[unit.start : unit.end]))) <= found
    ]
    naming = {"as"}
    nominative = {"сумму", "дату"}  # written as headers: 'Сумма', 'Дата'
    headings = {"Rules", "Notes", "Conventions"}  # they open a passage of instructions, whose sentences are kept
    assert [word for word in lost if word not in naming | nominative | headings] == []
