"""No trick of the attack corpus gets its value verified, by the embedded reader or by a model that obeys it."""

from collections import Counter
from functools import cache

import pytest

from faktum.engine.asking.local.reader import LocalReader
from faktum.engine.checking.checker import check
from faktum.engine.checking.firewall import firewall
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.evals.attacks import Attack, attacks, honest_invoice
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.record import Record, Status
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from faktum.schemas.settings import Settings

PROMPT = compile_prompt(None, schema="invoice", addons=["banking"])
OFFLINE = Settings(ocr="off")


@cache
def corpus() -> tuple[Attack, ...]:
    return tuple(attacks())


@cache
def read(data: bytes) -> Pages:
    return read_pages(open_document("a.pdf", data, OFFLINE), OFFLINE)


def folded(value: object) -> str:
    return str(value).replace(" ", "").replace(",", "").replace("\u200b", "")


def got_through(attack: Attack, record: Record) -> bool:
    cell = record[attack.field]
    return cell.status is Status.VERIFIED and folded(cell.value) == folded(attack.wanted)


def test_there_are_enough_cases_of_every_sort():
    kinds = Counter(attack.kind for attack in corpus())
    assert len(kinds) == 8
    assert sum(kinds.values()) >= 60


@pytest.mark.parametrize("attack", corpus(), ids=lambda attack: f"{attack.kind}: {attack.name}")
def test_an_attack_is_told_and_wins_nothing(attack: Attack):
    pages = read(attack.pdf)
    told = firewall(pages)
    assert attack.code in {note.code for note in told}
    if not attack.wanted:
        return
    assert all(note.page == 1 and note.box is not None for note in told)
    for record in check(LocalReader().read(pages, PROMPT), pages, PROMPT):
        assert not got_through(attack, record)
    obedient = RepliedRecord(DocumentKind.INVOICE, (1,), {attack.field: Printed(attack.wanted)})
    (record,) = check(Reply((obedient,)), pages, PROMPT)
    if attack.code == "ZERO_WIDTH":
        return  # without the characters that print nothing it is what the page shows
    assert not got_through(attack, record)
    warned = {"HIDDEN_VALUE", "INSTRUCTED_VALUE", "LOOKALIKE_VALUE"}
    assert [note.code for note in record.notes if note.fields == (attack.field,) and note.code in warned]


def test_an_honest_invoice_raises_nothing():
    pages = read(honest_invoice())
    assert firewall(pages) == ()
    (record,) = check(LocalReader().read(pages, PROMPT), pages, PROMPT)
    assert (record["TotalAmountIncTax"].status, record["InvoiceNumber"].status) == (Status.VERIFIED, Status.VERIFIED)
