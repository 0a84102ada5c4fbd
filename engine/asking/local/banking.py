"""Where to pay: IBAN and BIC by their check digits and shape, bank, references and terms by label."""

from ....schemas.reply import Printed
from ...values.identifiers import find_bics, find_creditor_references, find_ibans, find_ogms
from .sheet import Sheet
from .tokens import around


def banking(sheet: Sheet) -> dict[str, Printed]:
    """Answers for PaymentIBAN, PaymentBIC and the structured references."""
    answers: dict[str, tuple[float, Printed]] = {}

    def offer(key: str, score: float, printed: Printed) -> None:
        if key not in answers or answers[key][0] < score:
            answers[key] = (score, printed)

    for line in sheet.layout.lines:
        row = sheet.tokens[line.index]
        text, starts = "", list[int]()
        for token in row:
            starts.append(len(text))
            text += token.text + " "
        labels = sheet.labels_of(line.index)

        def printed(start: int, end: int, shown: str, score: float, key: str, line_index: int = line.index) -> Printed:
            row, begins = sheet.tokens[line_index], starts
            first = max(k for k, s in enumerate(begins) if s <= start)
            last = next((k for k, s in enumerate(begins) if s >= end), len(row))
            label = next((l.text for l in sheet.labels_of(line_index) if l.weight(key)), None)
            page = sheet.layout.lines[line_index].page
            return Printed(shown, page, around(row[first:last]), label, score)

        for hit in find_ibans(text):
            score = 0.95 if hit.valid else 0.6
            offer("PaymentIBAN", score, printed(hit.start, hit.end, hit.text.strip(), score, "PaymentIBAN"))
        named = any(label.weight("PaymentBIC") for label in labels)
        under = any(
            place.line == line.index for label in sheet.labelled("PaymentBIC") for place in sheet.places[label][:2]
        )
        for hit in find_bics(text):
            if named or under:
                score = 0.95 if named else 0.85
                offer("PaymentBIC", score, printed(hit.start, hit.end, hit.text, score, "PaymentBIC"))
        for hit in find_creditor_references(text):
            key = "StructuredPaymentReferenceRF"
            offer(key, 0.95, printed(hit.start, hit.end, hit.text, 0.95, key))
        for hit in find_ogms(text):
            if hit.valid:
                key = "StructuredPaymentReferenceBE"
                offer(key, 0.95, printed(hit.start, hit.end, hit.text, 0.95, key))
    return {key: printed for key, (_, printed) in answers.items()}
