"""The same invoice twice in one batch is told on the later row, wherever one looks."""

import io
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from faktum import extract


def invoice(number: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    lines = ("Nordlicht Handels GmbH", "INVOICE", f"Invoice number: {number}", "Total: EUR 119.00")
    for at, line in enumerate(lines):
        canvas.drawString(72, 780 - 26 * at, line)
    canvas.drawString(72, 100, "Nordlicht Handels GmbH, Hafenstr. 4, 20457 Hamburg, VAT no. DE136695976")
    canvas.save()
    return file.getvalue()


def test_the_second_copy_is_marked_for_review(tmp_path: Path):
    batch = [("a.pdf", invoice("A-1187")), ("b.pdf", invoice("B-2")), ("c.pdf", invoice("A-1187"))]
    result = extract(batch, "invoice number, vendor name, vendor VAT number, total amount")
    told = [(note.file, note.note.code) for note in result.notes if note.note.code.startswith("DUPLICATE")]
    assert told == [("c.pdf", "DUPLICATE")]
    assert [bool(row["Review Needed"]) for row in result.rows] == [False, False, True]
    (line,) = [line for line in lines_of(result.save(tmp_path, ["documents"])["documents"]) if "DUPLICATE" in line]
    assert '"file":"c.pdf"' in line


def test_the_risk_dial_tells_a_duplicate_once():
    """A result made from another one compared its documents again and said everything twice."""
    batch = [("a.pdf", invoice("A-1187")), ("c.pdf", invoice("A-1187"))]
    result = extract(batch, "invoice number, vendor name, vendor VAT number, total amount").accept(0.02)
    assert [note.note.code for note in result.notes].count("DUPLICATE") == 1


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
