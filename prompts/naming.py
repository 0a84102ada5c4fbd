"""Column names, as a clerk would write them over a column."""

import re

from .lexicon import fold, read, word_set

LONGEST_NAME = 50
"""Characters in the longest column name (the limit of structured prompts)."""

_SMALL = word_set("a an and at by for from in of on or per the to with without incl incl. excl excl. via as")
_CAPITALS = word_set(
    "vat gst hst pst iban bic po id sku url hs ean eori ein tin abn swift sepa uom usd eur gbp chf qr erp "
    "gl cif nif siret siren tva iva btw uid pdf iso rf utc gtin upc hsn sac fob ust cvr kvk vin isbn nip"
)
_WORD = re.compile(r"[^\s/()\[\]-]+")
_POSSESSIVE = re.compile(r"['’]s\b")


def column_name(phrase: str, language: str) -> str:
    """The header for a field's words: 'supplier's VAT number' → 'Supplier VAT Number', 'total TTC' → 'Total TTC'.

    English headers bear capitals, those of other languages one at their beginning; capitals that the user wrote stay,
    and names like 'invoice_no' or 'InvoiceNo' stay letter by letter.
    """
    text = " ".join(phrase.split()).strip(" .,;:?!*")
    if re.search(r"\w_\w|[a-z][A-Z]", text) and " " not in text:
        return shortened(text)
    if language == "en":
        text = _POSSESSIVE.sub("", text)
        first = True
        parts: list[str] = []
        end = 0
        for match in _WORD.finditer(text):
            parts.append(text[end : match.start()] + _titled(match.group(), first=first))
            first, end = False, match.end()
        text = "".join(parts) + text[end:]
    else:
        text = _nominative(text, language)
        head = text.split(" ", 1)[0]
        if head.lower() in _CAPITALS:
            text = head.upper() + text[len(head) :]
        text = text[:1].upper() + text[1:]
    return shortened(text)


def shortened(name: str) -> str:
    """The name, cut at a word where it is longer than a column name may be."""
    name = name.strip()
    if len(name) <= LONGEST_NAME:
        return name
    cut = name[: LONGEST_NAME + 1].rsplit(" ", 1)[0]
    return (cut if 2 <= len(cut) <= LONGEST_NAME else name[:LONGEST_NAME]).strip(" ,;:(-")


def _titled(word: str, *, first: bool) -> str:
    plain = word.strip(".,;:'\"?")
    if plain.lower() in _CAPITALS:
        return word.upper()
    if any(char.isupper() for char in word):
        return word
    if plain.lower() in _SMALL and not first:
        return word
    return word[:1].upper() + word[1:]


def _nominative(text: str, language: str) -> str:
    """The words after 'extract …' in the case of a header: 'дату' → 'дата', 'kwotę' → 'kwota'."""
    endings = {"ru": (("ую", "ая"), ("у", "а"), ("ю", "я")), "pl": (("ę", "a"), ("ą", "a"))}.get(language, ())
    words = text.split(" ")
    for index, word in enumerate(words):
        for ending, base in endings:
            if word.endswith(ending):
                changed = word.removesuffix(ending) + base
                before, after = read(fold(word), language), read(fold(changed), language)
                if (before and after and before[0].concepts == after[0].concepts and before[0].concepts) or (
                    index == 0 and ending == "ую"
                ):
                    words[index] = changed
                break
        else:
            break
    return " ".join(words)
