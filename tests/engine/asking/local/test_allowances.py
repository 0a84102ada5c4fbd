"""A discount on the whole document is answered where the sums prove it, as an amount without a sign."""

from collections.abc import Callable, Mapping

from faktum.schemas.document import Pages

Draw = Callable[..., Pages]
Answers = Callable[..., Mapping[str, str]]

HEAD = [(50, 40, "INVOICE", 20), (350, 100, "Invoice No: A-17")]


def _sums(*rows: tuple[str, str]) -> list[tuple[float, float, str]]:
    return [part for k, (label, amount) in enumerate(rows) for y in (500 + 14 * k,) for part in _row(y, label, amount)]


def _row(y: float, label: str, amount: str) -> list[tuple[float, float, str]]:
    return [(300, y, label), (480, y, amount)]


def test_a_discount_between_two_sums(drawn: Draw, answers: Answers) -> None:
    rows = _sums(
        ("Goods total", "200.00"),
        ("Trade discount 10 %", "-20.00"),
        ("Net total", "180.00"),
        ("VAT 20 %", "36.00"),
        ("Total", "216.00"),
    )
    assert answers(drawn([*HEAD, *rows]), addons=["adjustments"])["GlobalDiscountAmount"] == "20.00"


def test_a_discount_that_no_sum_proves_is_left_out(drawn: Draw, answers: Answers) -> None:
    rows = _sums(("Trade discount", "17.00"), ("Net total", "180.00"), ("VAT 20 %", "36.00"), ("Total", "216.00"))
    assert "GlobalDiscountAmount" not in answers(drawn([*HEAD, *rows]), addons=["adjustments"])


def test_what_is_paid_bears_no_sign(drawn: Draw, answers: Answers) -> None:
    rows = _sums(("Total", "216.00"), ("Deposit paid", "-100.00"), ("Balance due", "116.00"))
    assert answers(drawn([*HEAD, *rows]), addons=["adjustments"])["PrepaymentAmount"] == "100.00"


def test_the_reason_of_a_credit_note_behind_a_general_label(drawn: Draw, answers: Answers) -> None:
    page = [(50, 40, "CREDIT NOTE", 20), (350, 100, "Credit note No: C-3"), (50, 560, "Reason: short delivery")]
    got = answers(drawn([*page, *_sums(("Total", "216.00"))]), addons=["adjustments"])
    assert got["CorrectionReason"] == "short delivery"
