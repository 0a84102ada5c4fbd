"""Purchase orders: a document of their own where they come alone, an enclosure beside an invoice."""

from faktum.engine.asking.orders import ENCLOSED, without_enclosed_orders
from faktum.schemas.reply import DocumentKind, RepliedRecord, Reply

ORDER = RepliedRecord(DocumentKind.PURCHASE_ORDER, (2, 3))
INVOICE = RepliedRecord(DocumentKind.INVOICE, (1,))


def test_an_order_beside_an_invoice_is_an_enclosure() -> None:
    """Its pages are skipped, and say why."""
    reply = without_enclosed_orders(Reply((INVOICE, ORDER), {4: "blank"}))
    assert reply.records == (INVOICE,)
    assert reply.skipped_pages == {4: "blank", 2: ENCLOSED, 3: ENCLOSED}


def test_orders_alone_are_records() -> None:
    """A file of nothing but orders is what the user wants read."""
    reply = Reply((ORDER, ORDER))
    assert without_enclosed_orders(reply) is reply
