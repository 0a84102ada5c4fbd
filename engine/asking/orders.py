"""Purchase orders beside invoices: in a file with an invoice an order is an enclosure, alone it is the document."""

from dataclasses import replace

from ...schemas.reply import DocumentKind, Reply

ENCLOSED = "purchase order beside an invoice"
"""Why its pages give no record."""


def without_enclosed_orders(reply: Reply) -> Reply:
    """The reply without its purchase orders where another record stands beside them; their pages are then skipped."""
    kept = tuple(record for record in reply.records if record.kind is not DocumentKind.PURCHASE_ORDER)
    if not kept or len(kept) == len(reply.records):
        return reply
    pages = [page for record in reply.records if record not in kept for page in record.pages]
    return replace(reply, records=kept, skipped_pages={**reply.skipped_pages, **dict.fromkeys(pages, ENCLOSED)})
