"""Addresses and contacts of the parties, line by line: street, number, postcode, town, country, phone, e-mail."""

import re

from ....schemas.reply import Printed
from ...values.codes import country_of
from .addresses import email_in, is_country, is_street, phone_in, town_of, website_in
from .layout import Segment
from .parties import Parties, Party
from .sheet import Sheet

_POSTBOX = re.compile(
    r"(?i)\b(?:p\.?\s?o\.?\s?box|postfach|bo[îi]te postale|b\.?p\.?|postbus|apartado|casilla)\s*\d[\d ]*"
)
_NUMBER_BEHIND = re.compile(
    r"^(?P<street>.*?[^\W\d_.)].*?)[,\s]+(?P<number>\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)?)\s*,?$"
)
_NUMBER_BEFORE = re.compile(
    r"^(?P<number>\d+\s?[a-zA-Z]?(?:[-/]\d+\s?[a-zA-Z]?)?(?:\s?(?:bis|ter))?),?\s+(?P<street>[^\W\d_].*)$"
)


def postal(sheet: Sheet, parties: Parties) -> dict[str, Printed]:
    """Answers for the address and contact terms of supplier, customer and place of delivery."""
    answers: dict[str, Printed] = {}
    if parties.supplier:
        answers |= _address(parties.supplier, "Supplier.Address")
        answers |= _contact(parties.supplier.segments, "Supplier.Contact")
    if parties.customer:
        answers |= _address(parties.customer, "Customer.BillingAddress")
        answers |= _contact(parties.customer.segments, "Customer.Contact")
    if parties.delivery:
        answers |= _address(parties.delivery, "Customer.ShippingAddress")
    return answers


def _address(party: Party, prefix: str) -> dict[str, Printed]:
    found: dict[str, Printed] = {}

    def put(name: str, text: str, segment: Segment) -> None:
        if text and f"{prefix}.{name}" not in found:
            found[f"{prefix}.{name}"] = Printed(text, segment.page, segment.box, None, 0.75)

    for segment in party.segments:
        for text in _lines(segment):
            town = town_of(text)
            box = _POSTBOX.search(text)
            if box:
                put("Postbox", box[0], segment)
            elif town is not None:
                put("PostalCode", town.postcode, segment)
                put("City", town.city, segment)
            elif is_country(text):
                put("CountryName", text.strip(" .,"), segment)
                put("CountryCode", country_of(text.strip(" .,")) or "", segment)
            elif is_street(text) and f"{prefix}.City" not in found:
                match = _NUMBER_BEHIND.match(text) or _NUMBER_BEFORE.match(text)
                put("StreetName", match["street"].strip(" ,") if match else text, segment)
                put("StreetNumber", match["number"].strip() if match else "", segment)
    return found


def _lines(segment: Segment) -> tuple[str, ...]:
    """The parts of one line: a sender line holds street and town side by side."""
    parts = re.split(r"\s*[•●·|■]\s*|\s+[-–—]\s+|,\s+(?=\d{4,5}\s[^\W\d_])", segment.text)
    return tuple(part.strip(" ,;") for part in parts if part.strip(" ,;"))


def _contact(segments: tuple[Segment, ...], prefix: str) -> dict[str, Printed]:
    found: dict[str, Printed] = {}
    for segment in segments:
        hits = {"Email": email_in(segment.text), "Phone": phone_in(segment.text), "Website": website_in(segment.text)}
        for name, text in hits.items():
            if text:
                found.setdefault(f"{prefix}.{name}", Printed(text, segment.page, segment.box, None, 0.75))
    return found
