"""The embedded reader: answers a prompt from page layout and a vocabulary of labels; no model, no network."""

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Pages
from ....schemas.reply import DocumentKind, Printed, RepliedRecord, Reply
from ...values.dates import find_dates
from ...values.identifiers import find_bics, find_ibans, find_vat_numbers
from .layout import Line, lay_out


class LocalReader:
    """Answers without any model; the default."""

    name = "local"

    def read(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The printed answers for one document."""
        layout = lay_out(pages.pages)
        answers: dict[str, Printed] = {}
        for line in layout.lines:
            for term, printed in _certain(line):
                answers.setdefault(term, printed)
        fields = {f.name: answers[f.term] for f in prompt.invoice_fields if f.term in answers}
        numbers = tuple(page.number for page in pages.pages)
        return Reply((RepliedRecord(DocumentKind.INVOICE, numbers, fields),) if layout.lines else ())

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The same as read; nothing is awaited."""
        return self.read(pages, prompt)


def _certain(line: Line) -> list[tuple[str, Printed]]:
    text = line.text
    found = [("PaymentIBAN", item.text) for item in find_ibans(text) if item.valid]
    found += [("PaymentBIC", item.text) for item in find_bics(text) if "BIC" in text or "SWIFT" in text]
    found += [("SupplierVatNumber", item.text) for item in find_vat_numbers(text) if item.valid]
    found += [("InvoiceDate", item.text) for item in find_dates(text)]
    return [(term, Printed(printed, line.page, line.box)) for term, printed in found]
