"""An e-invoice beside its visible pages: the XML answers first, the pages fill in what it does not say."""

from dataclasses import replace

from ....schemas.reply import RepliedRecord, Reply


def beside_pages(einvoice: Reply, on_pages: Reply) -> Reply:
    """The e-invoice's answers; where it has none, those of its pages, whose whole reading goes along as `second`.

    Args:
        einvoice: what the XML says.
        on_pages: what a reader of the pages says.
    """
    if len(einvoice.records) != 1 or len(on_pages.records) != 1:
        return replace(einvoice, usage=on_pages.usage, notes=(*einvoice.notes, *on_pages.notes))
    (xml,), (page,) = einvoice.records, on_pages.records
    return Reply(
        (_filled(xml, page),),
        on_pages.skipped_pages,
        on_pages.failed_pages,
        (*einvoice.notes, *on_pages.notes),
        on_pages.usage,
        second=replace(on_pages, second=None),
    )


def _filled(xml: RepliedRecord, page: RepliedRecord) -> RepliedRecord:
    """The XML's record with the fields and groups that only the page has."""
    return replace(
        xml, pages=page.pages or xml.pages, fields={**page.fields, **xml.fields}, groups={**page.groups, **xml.groups}
    )
