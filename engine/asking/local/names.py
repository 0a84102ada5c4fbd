"""Whether words are the name of a company or a person, and the name without what stands around it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from ...values.identifiers import find_vat_numbers
from .addresses import (
    LEGAL_FORM,
    STRONG_FORM,
    has_legal_form,
    has_strong_legal_form,
    is_contact,
    is_country,
    is_street,
    town_of,
)
from .labels import phrasebook
from .tokens import fold

SEPARATOR = re.compile(r"\s+[•●·∙|■▪–—−.-]+\s+|\s*[•●·∙|■▪]\s*|\s{3,}|,\s+(?=\d|[^\W\d_]{2,}\s\d)")
"""What stands between name, street and town in a sender line or a footer; OCR takes a raised dot for a full stop."""
_STRONG_SEPARATOR = re.compile(r"\s[•●·∙|■▪–—−.-]+\s|[•●·∙|■▪]|\s{3,}")

ATTENTION = re.compile(
    r"""(?ix)^\s*(?:
    attn|attention|att|z\.?\s?hd\.?|z\.?\s?h|zu\sh[äa]nden(?:\svon)?|zuh[äa]nden|à\sl['’]attention\sde|t\.?a\.?v|a/c|c/o|p\.?\s?a|
    all['’]attenzione\sdi|c\.a|atenci[óo]n|a\sla\satenci[óo]n\sde|do\sr[ąa]k|k\srukám
    )\s*[.:]*\s+"""
)
"""How a line for a person begins."""

SALUTATION = re.compile(
    r"""(?ix)^(?:
    firma|fa\.|herrn?|frau|herrn?\s(?:und|u\.|&)\sfrau|frau\s(?:und|u\.|&)\sherrn?|eheleute|familie|fam\.|an|an\sdie|
    to|messrs\.?|mr\.?|mrs\.?|ms\.?|m\.|mme|monsieur|madame|monsieur\s(?:et|ou)\smadame|société|ste|
    spett\.?(?:le|\.le)?|gent\.?(?:le|ma|mo)?|egr\.?|sr\.?|sra\.?|sres\.?|señores|dhr\.?|mevr\.?|de\sheer|mevrouw|company|the|
    (?:the\s)?(?:(?:finance|office|general|property|accounts?)\s)?(?:manager|director|secretary|owner|occupier)|
    accounts?\s(?:payable|department|dept\.?)|finance\s(?:department|dept\.?)|purchase\sledger|
    (?:die\s)?(?:buchhaltung|rechnungswesen|hausverwaltung|geschäftsleitung|kreditorenbuchhaltung)|
    (?:service\s)?comptabilité|administratie|crediteurenadministratie|ufficio\samministrazione|administración|
    księgowość|ekonomiavdelningen|bogholderi(?:et)?
    )\s*[.:,]?$"""
)
"""A line of its own before a name: a salutation, a department, an office that people hold."""

_STATUS = re.compile(
    r"""(?ix)^(?:
    entreprise\sindividuelle|entrepreneur\sindividuel|auto-?entrepreneur|micro-?entreprise|einzelunternehmen|kleinunternehmer|
    sole\strader|self-?employed|freelance|ditta\sindividuale|impresa\sindividuale|libero\sprofessionista|
    trabajador\sautónomo|autónomo|eenmanszaak|enkeltmandsvirksomhed|enskild\sfirma|toiminimi
    )\W*$"""
)
"""What a trader without a company is; no name."""

_COMPANY = re.compile(
    r"""(?ix)\b(?:
    group|gruppe|groupe|grupo|company|holding|services?|solutions?|technolog(?:y|ies)|systems?|consulting|agency|agentur|agence|media|partners?|
    associates|university|universität|verein|versicherung|stiftung|foundation|institut|hotel|restaurant|bank|studio|industries|international|
    logistics|software|store|shop|boutique|center|centre|clinic|school|church|bros|sons|söhne|frères|
    (?:city|county|town|village|borough|state|parish)\sof|council|ministry|landkreis|(?:ville|commune)\sde|comune\sdi|ayuntamiento
    )\b"""
)
"""Words that companies have in their names and people have not."""

_CAPITAL = re.compile(
    r"""(?ix)\s+(?:
    au\scapital\s(?:social\s)?de|mit\ssitz\sin|with\s(?:a\s)?share\scapital|capital\ssocial|sitz:|rcs\b|registered\sin
    )\b.*$"""
)
_IMPRINT = re.compile(
    r"""(?ix)\s*[.,;(]?\s*\b(?:
    registered\soffice|reg(?:istered|\.|d\.?)?\s(?:in|address|no|number)|company\s(?:no|number|reg)|inh(?:aber(?:in)?)?\b\.?|
    geschäftsführer|vertreten\sdurch|siège\ssocial|sede\s(?:legale|social)|t/a\b|trading\sas
    ).*$"""
)
"""What a line goes on with behind the name of the company."""
_BRACKETS = re.compile(
    r"\s*[\(\[]\s*(?:co\.?\s*)?(?:reg|roc|gst|vat|no|company|uen|abn|acn|\d)[^)\]]*[\)\]]?\s*$", re.IGNORECASE
)
_REGISTER = re.compile(r"\s*[\(\[]?\s*\b\d{4,8}\s?-\s?[A-Z]\b\s*[\)\]]?\s*$")
_AMOUNT_OR_DATE = re.compile(r"^\W*[\d\s.,:/%€$£+-]+\W*$")
_MONEY = re.compile(r"\d[.,]\d\d(?!\d)")
_GOES_ON = re.compile(r"\.?,\s+(?=[^\s,]+\s)(?![^\W\d_.]{2,6}\.?\Z)")
"""A comma behind a legal form, and more than another legal form behind it."""
_COMPANY_NUMBER = re.compile(r"[^\W\d_.]{2,8}\.?:?\s\d{6,}")
"""A label with the number of a company, behind its name: 'ООО «Заря», ИНН 7704418823'."""
_NAMES = ("word:", "title:", "party:", "SupplierName", "CustomerName", "LineItems.", "VatBreakdown.")
"""Keys of labels that a name may begin with."""
_QUOTED = re.compile(r"[\"“„«]([^\"“”»]{3,})[\"“”»](?=\s+[a-z]|[,.;])")
"""A name in quotation marks, and a sentence that goes on behind it."""
MIN_VAT = 8
"""Characters of the shortest VAT number with its prefix."""
_WORDY = re.compile(r"[^\W\d_]{2,}")


@lru_cache(maxsize=8192)
def name_quality(text: str) -> float:
    """0 to 1: how much a line reads like a name. 0 for addresses, contacts, labels, dates, amounts and sentences."""
    bare = text.strip(" .,:;|•●·-–—*")
    if not 2 <= len(bare) <= 75 or _AMOUNT_OR_DATE.match(bare) or not _WORDY.search(bare):
        return 0.0
    if is_contact(bare) or town_of(bare) or is_country(bare):
        return 0.0
    letters = sum(c.isalpha() for c in bare)
    digits = sum(c.isdigit() for c in bare)
    if digits > letters or letters < 2:
        return 0.0
    formed = has_legal_form(bare)
    if is_street(bare) and not formed:
        return 0.0
    if not _WORDY.search(LEGAL_FORM.sub(" ", bare)) or _STATUS.match(bare) or _is_title(bare):
        return 0.0
    if not formed and (_MONEY.search(bare) or _is_answer(bare) or _is_vat_number(bare)):
        return 0.0
    known = phrasebook().meanings.get(fold(bare), ())
    if any(not meaning.key.startswith("word:") or meaning.weight >= 1.0 for meaning in known) and not formed:
        return 0.0
    if text.rstrip().endswith(":"):
        return 0.05
    words = bare.split()
    score = 0.6
    if formed:
        score += 0.35
    elif _COMPANY.search(bare):
        score += 0.2
    if len(words) > 7:
        score -= 0.3
    lower = sum(word[:1].islower() and len(word) > 3 for word in words)
    if lower >= 3 or (bare[0].islower() and lower >= 1):
        score -= 0.3
    if ":" in bare:
        score -= 0.35
    if text.rstrip().endswith((".", "!", "?")) and not formed and len(words) > 2 and lower >= 1:
        score -= 0.45
    if digits and not formed:
        score -= 0.15
    return round(max(0.0, min(1.0, score)), 3)


def is_form(text: str) -> bool:
    """True for a line that is nothing but a legal form ('GmbH & Co. KG'): the name stands above it."""
    return has_strong_legal_form(text) and not _WORDY.search(LEGAL_FORM.sub(" ", text))


def _is_title(text: str) -> bool:
    """True for the title of a document with its number: 'Facture FA-2017-0009'."""
    parts = [fold(part) for part in text.split("/")]
    if len(parts) > 1 and all(any(m.key.startswith("title:") for m in phrasebook().meanings.get(p, ())) for p in parts):
        return True
    words = text.split()
    for n in range(1, min(4, len(words)) + 1):
        meanings = phrasebook().meanings.get(fold(" ".join(words[:n])), ())
        if any(m.key.startswith("title:") for m in meanings) and any(c.isdigit() for c in " ".join(words[n:])):
            return True
    return False


def _is_answer(text: str) -> bool:
    """True for a label with its value: 'Account number 7720418833', 'BIC COBADEFFXXX', 'TVA 17 %'."""
    words = text.split()
    for n in range(min(5, len(words) - 1), 0, -1):
        rest = " ".join(words[n:])
        coded = any(c.isdigit() for c in rest) or (n == len(words) - 1 and len(rest) > 7 and rest.isupper())
        meanings = phrasebook().meanings.get(fold(" ".join(words[:n])), ())
        if coded and any(m.weight >= 0.8 and not m.key.startswith(_NAMES) for m in meanings):
            return True
    return False


def _is_vat_number(text: str) -> bool:
    """True for a line that ends with a VAT number, whatever OCR made of its label ('USt-ldNr. DE288441703')."""
    last = text.split()[-1]
    return len(last) >= MIN_VAT and any(number.valid for number in find_vat_numbers(last))


def before_address(text: str) -> str:
    """The name at the beginning of a line that goes on with its address: 'Ada Lovelace, 12 St James Sq, London'."""
    whole = town_of(text)
    parts = [part.strip() for part in re.split(r",\s+", text)]
    if whole is not None and fold(whole.city).startswith(fold(parts[0])):
        return text
    if has_strong_legal_form(parts[0]) and parts[0] != text and _COMPANY_NUMBER.match(", ".join(parts[1:])):
        return parts[0]
    formed = next((m for m in STRONG_FORM.finditer(text) if _GOES_ON.match(text, m.end())), None)
    if formed is not None and _WORDY.search(LEGAL_FORM.sub(" ", text[: formed.start()])):
        return text[: formed.end()] + ("." if text[formed.end() : formed.end() + 1] == "." else "")
    for k in range(1, len(parts)):
        if is_street(parts[k]) or town_of(parts[k]) is not None:
            first = parts[0]
            if is_street(first) or town_of(first) is not None or not _WORDY.search(first):
                return text
            named = [first, *(part for part in parts[1:k] if LEGAL_FORM.fullmatch(part.rstrip(".")))]
            return ", ".join(named)
    return text


@lru_cache(maxsize=8192)
def bare_name(text: str) -> str:
    """The name alone: without attention words, the share capital, register numbers in brackets, and separators.

    Nor the address that follows on the line, nor the label that says whose name it is ('Sold by …').
    """
    name = ATTENTION.sub("", before_address(text))
    if (quoted := _QUOTED.match(name)) and not has_legal_form(name[quoted.end() :]):
        name = quoted[1]
    name = _CAPITAL.sub("", _IMPRINT.sub("", _without_label(name)))
    name = _BRACKETS.sub("", name)
    name = _REGISTER.sub("", name)
    return name.strip(" ,;:|•●·*–—-")


def _without_label(text: str) -> str:
    """The text behind a label of two words or more that says whose name follows: 'Sold by Harrow Ltd'."""
    words = text.split()
    for n in range(min(4, len(words) - 1), 1, -1):
        meanings = phrasebook().meanings.get(fold(" ".join(words[:n])), ())
        if any(m.key in ("SupplierName", "CustomerName") and m.weight >= 1.0 for m in meanings):
            return " ".join(words[n:])
    return text


def parts_of(text: str) -> tuple[str, ...]:
    """The pieces of a sender line: 'A GmbH · Street 1 · 12345 Town' → three."""
    return tuple(part for part in (piece.strip(" ,;") for piece in SEPARATOR.split(text)) if part)


def sender_of(text: str) -> str | None:
    """The name in a one-line letterhead, where street and town follow it; None for any other line."""
    parts = parts_of(text)
    if len(parts) < 2 and has_strong_legal_form(text.split(",")[0]):
        parts = tuple(part.strip() for part in text.split(","))
    if len(parts) < 2 or not any(town_of(part) for part in parts[1:]):
        return None
    whole = town_of(text)
    if whole is not None and fold(whole.city).startswith(fold(parts[0])):
        return None
    return parts[0] if len(parts) > 2 or _STRONG_SEPARATOR.search(text) else None


def fuller_name(name: str, others: Iterable[str]) -> str:
    """The longest of the other names that begins or ends with this one and adds its legal form; else the name.

    A logo says 'Harrow' where the footer says 'Harrow & Finch Digital LLP'.
    """
    own = fold(name)
    fuller = [
        other
        for other in others
        if has_legal_form(other)
        and len(fold(other)) > len(own)
        and (fold(other).startswith(own) or fold(other).endswith(own))
        and len(other.split()) <= 9
        and not any(mark in other for mark in ",:;")
    ]
    return max(fuller, key=name_quality, default=name)


def with_legal_form(name: str, lines: Iterable[str]) -> str:
    """The name with the legal form that follows it on one of the lines ('Pay to Roast House Pty Ltd, BSB …')."""
    if has_legal_form(name) or len(fold(name)) < 6:
        return name
    for text in lines:
        start = text.casefold().find(name.casefold())
        end = at = start + len(name)
        while start >= 0 and (form := LEGAL_FORM.match(text, at + len(text[at:]) - len(text[at:].lstrip(" ,&")))):
            end = at = form.end()
        if start >= 0 and end > start + len(name) and has_strong_legal_form(text[start + len(name) : end]):
            return text[start:end]
    return name


def same_name(one: str, other: str) -> bool:
    """True where two printed names are one: equal or one within the other, legal forms and accents apart."""
    a, b = _core(one), _core(other)
    return bool(a and b) and (a == b or (min(len(a), len(b)) >= 5 and (a in b or b in a)))


@lru_cache(maxsize=8192)
def _core(name: str) -> str:
    return fold(LEGAL_FORM.sub(" ", name)) or fold(name)
