"""One member of a list: is it a field or an order, what is its phrase, its column name, what is said about it."""

import re
from dataclasses import dataclass

from .dates import DATE_PATTERN
from .lexicon import Unit, fold, read, word_set
from .meaning import meaning_of
from .splitting import pieces, quoted, top_level

MOST_WORDS = 9
"""A phrase of more words than this names no field."""

ROLES = ("seller", "buyer", "bill", "ship", "delivery")
DOCUMENTS = ("invoice", "file", "creditnote")
"""Concepts of the papers that are read."""
OTHER_DOCUMENTS = ("otherdoc", "pagekind", "deliverynote", "order", "contract")
EMPTY = ("small", "join", "greet", "neutral", "ask")
FRAME = (*EMPTY, *DOCUMENTS, "each", "field", "column", "data", "header")
"""Concepts of words around a list: 'the following fields of each invoice'."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the user wants, in the user's words."""

    phrase: str
    """The words that say what it is."""
    name: str = ""
    """The column name where the user gave one; '' where it is made from the phrase."""
    instruction: str = ""
    group: str | None = None
    """The repeating group that the words around it name."""
    role: str = ""
    """Concept that a heading gives ('seller' under 'Supplier')."""
    role_words: str = ""
    """That heading, for the column name."""
    joined: bool = False
    """True where 'and' stands before it: an instruction behind it may hold for both."""


_ORDER_STARTS = word_set(
    "do remove skip format if without prefer must row decimals symbol upper missing empty zero negative plain iso as "
    "american european integer page example oneof"
)
_ACTS = _ORDER_STARTS | {"two", "three", "four"}
_THING_STARTS = word_set("zero empty negative page plain example")
"""Concepts that begin an order unless a thing follows ('page number')."""
_MODIFIERS = word_set("as format if example only oneof must prefer do remove missing zero empty skip row named without")
_VALUE_FORMS = word_set("iso upper american european decimals integer plain symbol negative")
_BEFORE_FORMS = word_set("small two three four without incl neutral")
_SOURCES = word_set(
    "from in on of for aus auf von im dans sur depuis desde en nel nella nelle dalla dalle dai sulla sulle uit op van "
    "nas nos das dos na no z ze w из с со в на"
)
"""Prepositions that say where to look ('from these invoices')."""
_GENITIVES = word_set("of for von van")
"""Those that may as well tie the document to the thing ('date of the invoice')."""
_PLURALS = word_set(
    "invoices bills receipts documents rechnungen belege belegen factures facturas fatture facturen faturas faktury "
    "счетов счета"
)
_GENERAL_PLURALS = word_set("daty даты суммы kwoty betrage datas")
"""'Dates' and 'amounts' where the word may also be a singular: subjects of an order when a format follows."""
_ALSO_THINGS = word_set("table")
"""Words that ask ('a table of …') and, as a member of a list, are things: 'cashier, table, tip'."""
_HEADS = word_set("number date amount total type")
"""Words that may go on from 'invoice' in English: 'from each invoice number' keeps 'invoice number'."""

_ARROW = re.compile(r"\s*(?:→|⇒|➔|➜|-+>|=+>)\s*")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*(?:\([^()]*\)[^()]*)*)[)\]]\s*")
_CUT = re.compile(r"\s*[,;|\t]\s*(?!\d)|(?<!\d)\s*,\s*|\s+[/&+]\s+|\s*\n\s*|،|、")
_QUOTE = re.compile(r"[\"“”„«»‘`']([^\"“”„«»’`']{2,50})[\"”“»«’`']")
_CURRENCY_CODE = re.compile(r"^(?:in |en |em |w |в )?(?:[A-Z]{3}|[€$£%])$")
_MONEY = ("net", "gross", "vat", "tax", "rate", "incl", "excl", "without", "small")


def is_thing(unit: Unit) -> bool:
    """True for a word that can name something: unknown, or with a concept that is neither empty nor an order."""
    return not unit.concepts or not unit.carries(*EMPTY, *_ACTS, "each", "only", "named")


def is_source(text: str, unit: Unit, *, any_kind: bool = False) -> bool:
    """True for a preposition that says which papers to read ('from'); of any kind, also one that may ('of', 'for')."""
    return _word(text, unit) in (_SOURCES if any_kind else _SOURCES - _GENITIVES)


def role_of(unit: Unit) -> str:
    """The party a word names, '' where it names none."""
    return next((role for role in ROLES if unit.carries(role)), "")


def chunks(text: str, language: str) -> tuple[str, ...]:
    """The members of a list: cut at commas, 'and' and the like, outside brackets and quotes."""
    cuts = [match.span() for match in _CUT.finditer(text) if match.end() > match.start()]
    cuts += [(unit.start, unit.end) for unit in read(text, language) if unit.carries("join")]
    return tuple(piece for piece in pieces(text, tuple(cuts)) if piece.strip(" .,;:"))


def has_act(text: str, language: str) -> bool:
    """True where the text says how to write something."""
    return DATE_PATTERN.search(text) is not None or any(unit.carries(*_ACTS) for unit in read(text, language))


def is_order(text: str, language: str) -> bool:
    """True where the words say how, not what: 'dates as ISO', 'skip cover letters', '2 decimals'."""
    told = [unit for unit in read(text, language) if not unit.only("small", "greet", "join")]
    while len(told) > 1 and told[0].only("neutral", "each"):
        told = told[1:]
    if not told or told[0].carries("named"):
        return False
    first = told[0]
    carried = {concept for unit in told for concept in unit.concepts}
    acts = bool(carried & _ACTS) or DATE_PATTERN.search(text) is not None
    asks = next((index for index, unit in enumerate(told) if unit.carries("ask")), None)
    if first.carries("do") and asks is not None and asks <= 2 and not carried & {"without", "skip", "if", "remove"}:
        return False
    if first.carries("only"):
        nothing_else = asks is None and all(unit.only("only", "each", *DOCUMENTS, "otherdoc", "must") for unit in told)
        return bool(carried & {"page", "pagekind"}) or nothing_else or (asks is not None and asks > 1)
    if first.carries("without") and len(told) > 1 and asks == 1:
        return True
    if first.carries(*_ORDER_STARTS):
        if first.carries(*_THING_STARTS) and len(told) > 1 and is_thing(told[1]):
            return bool(carried & {"if", "missing", "skip", "must", "do", "remove", "only"})
        return True
    general = first.carries("dates", "amounts", "data", "column", "field") or _word(text, first) in _GENERAL_PLURALS
    if general and acts and len(told) > 1:
        return True
    if "each" in carried and any(unit.carries("row") for unit in told[:4]):
        return True
    if first.carries("creditnote") and carried & {"negative", "must", "do", "remove", "as"}:
        return True
    if first.carries("pagekind", "otherdoc", "deliverynote") and carried & {"skip", "must"}:
        return True
    if asks is None and "must" in carried:
        return True
    counted = first.carries("two", "three", "four") or not any(char.isalpha() for char in text[first.start : first.end])
    return counted and len(told) > 1 and told[1].carries("decimals", "if")


def is_field(chunk: str, language: str) -> bool:
    """True where the chunk names something that documents hold."""
    core = bare(chunk, language)
    units = read(core, language)
    if not units or len(units) > 2 * MOST_WORDS or is_order(core, language):
        return False
    if quoted(core):
        return True
    core = bare(_modified(opened(chunk, language), language)[0], language)
    meaning = meaning_of(core, language)
    return meaning.known and len(read(core, language)) <= MOST_WORDS and meaning.strange <= 3


def field_in(chunk: str, language: str, *, listed: bool) -> Asked | None:
    """The chunk as a field with its name and instruction; None where it is none.

    Args:
        listed: True where the words around it ask for it, so that a phrase of unknown words is a field too.
    """
    core = opened(chunk, language)
    if not core:
        return None
    if whole := quoted(core):
        return Asked(whole, whole)
    if (headed := _under_heading(core, language)) is not None:
        return headed
    core, name, instruction = _modified(core, language)
    core = bare(core, language) or name
    if len(read(core, language)) > MOST_WORDS * 2 or not any(char.isalpha() or char in "#№%" for char in core):
        return None
    if given := quoted(core):
        core, name = given, name or given
    elif not name and (quote := _QUOTE.match(core)) and not any(char.isalpha() for char in core[quote.end() :]):
        core = name = quote.group(1)
    if not listed and not name and not meaning_of(core, language).known:
        return None
    return Asked(core, name, instruction)


def _under_heading(core: str, language: str) -> Asked | None:
    """'column "Nr" for the invoice number'."""
    units = read(core, language)
    quote = _QUOTE.search(core)
    if (
        quote is None
        or not units
        or not units[0].carries("column", "named")
        or core[units[0].end : quote.start()].strip()
    ):
        return None
    rest = bare(core[quote.end() :], language)
    return Asked(rest, quote.group(1).strip()) if rest and meaning_of(rest, language).known else None


def opened(chunk: str, language: str) -> str:
    """The chunk without the articles, asking words and source document before it."""
    text = chunk.strip(" \t.,;:·*_")
    while True:
        units = read(text, language)
        if not units:
            return text if quoted(text) else ""
        begin = 0
        while begin < len(units) - 1 and units[begin].only("small", "ask", "join", "greet", "each", "only", "field"):
            begin += 1
        shorter = _without_source(text, units, language)
        if shorter is not None:
            text = shorter.strip(" ,:;")
            continue
        if begin == 0:
            break
        start = units[begin].start
        bracketed = start > 0 and text[start - 1] in "\"“„«»‘'(`[" and not text[max(start - 2, 0)].isalnum()
        text = text[start - 1 if bracketed else start :]
    if len(units) == 1 and units[0].only("small", "ask", "join", "greet", "each") and fold(text) not in _ALSO_THINGS:
        return ""
    return text.strip(" \t.,;:")


def bare(chunk: str, language: str) -> str:
    """The chunk without articles, asking words and the document it is to come from, before it and behind it."""
    text = opened(chunk, language)
    units = read(text, language)
    end = len(units)
    while end > 1 and units[end - 1].only("small", "join", "greet"):
        end -= 1
    if end < len(units) and not quoted(text):
        text = text[: units[end - 1].end]
    return text.strip(" \t.,;:")


def source_units(chunk: str, language: str) -> tuple[Unit, ...]:
    """The words that say which papers to read ('from these delivery notes'), () where none do."""
    units = read(chunk, language)
    behind = _source_behind(chunk, units)
    if behind is not None:
        return units[behind:]
    before = _source_before(chunk, units, language)
    return units[: before + 1] if before is not None else ()


def given_name(text: str, language: str) -> str:
    """The column name in 'as "Inv"', 'called Net', 'column: RE'; '' where there is none."""
    units = read(text, language)
    if not units:
        return ""
    first = units[0]
    rest = text[first.end :].strip(" :=")
    more = read(rest, language)
    while len(more) > 1 and more[0].carries("named", "column", "small") and quoted(rest) is None:
        rest = rest[more[0].end :].strip(" :=")
        more = read(rest, language)
    quote = _QUOTE.match(rest)
    if first.carries("named") or (first.carries("column") and len(units) > 1):
        return quote.group(1).strip() if quote else rest.strip(" .\"'")
    if first.carries("as"):
        if quote:
            return quote.group(1).strip()
        plain = rest.isupper() or all(not unit.concepts or unit.tail for unit in read(rest, language))
        if 1 <= len(rest.split()) <= 2 and rest[:1].isupper() and plain and not DATE_PATTERN.search(rest):
            return rest
    return quoted(text) or ""


def shared_head(chunk: str, follows: str, language: str, *, joined: bool) -> str:
    """The chunk with the head it shares with the next: 'invoice and due date', 'Rechnungs- und Lieferdatum'."""
    after = bare(follows, language)
    next_units = read(after, language)
    if not next_units:
        return chunk
    if chunk.endswith("-"):
        last = after[next_units[-1].start : next_units[-1].end]
        for start in range(2, len(last) - 2):
            tail = read(last[start:], language)
            if len(tail) == 1 and tail[0].concepts and not tail[0].carries(*EMPTY):
                return chunk[:-1] + last[start:]
        return chunk
    units = [unit for unit in read(chunk, language) if not unit.only(*EMPTY, "each")]
    if not joined or len(units) != 1 or len(next_units) < 2 or language not in ("en", "de", "nl"):
        return chunk
    first, rest = units[0], after[next_units[0].end :].strip()
    if first.only("start") and next_units[0].carries("end"):
        return f"{chunk} {rest}"
    if first.only("invoice", "bill", "ship", "delivery", "order", "issue") and meaning_of(after, language).known:
        return f"{chunk} {after[next_units[-1].start : next_units[-1].end]}"
    parties = role_of(first) and role_of(next_units[0]) and not next_units[-1].carries("name")
    return f"{chunk} {rest}" if parties else chunk


def ends_name(chunk: str, language: str) -> bool:
    """True for ', without VAT' and ', incl. tax', which belong to the amount before them."""
    units = read(chunk, language)
    return (
        bool(units)
        and units[0].carries("incl", "excl", "without")
        and meaning_of(chunk, language).concepts <= {"net", "gross"}
    )


def brackets(chunk: str) -> re.Match[str] | None:
    """The first pair of brackets in the chunk, its content in group 1."""
    return _BRACKETS.search(chunk)


def _modified(core: str, language: str) -> tuple[str, str, str]:
    """The phrase without what is said about it, the column name it is given, and what is said, verbatim."""
    name = ""
    told: list[str] = []
    arrow = _ARROW.search(core)
    if arrow is not None and arrow.start() in set(top_level(core)) and core[arrow.end() :].strip():
        core, name = core[: arrow.start()], core[arrow.end() :].strip()
        if (bracket := _BRACKETS.search(name)) is not None and bracket.end() == len(name) and bracket.start():
            told.append(bracket.group(1))
            name = name[: bracket.start()]
        name = quoted(name) or name.strip(" .\"'")
    for bracket in reversed(list(_BRACKETS.finditer(core))):
        inside = bracket.group(1).strip()
        if not inside or _part_of_name(inside, language):
            continue
        given = given_name(inside, language)
        if given and not name:
            name = given
        else:
            told.insert(0, inside)
        core = f"{core[: bracket.start()]} {core[bracket.end() :]}".strip()
    start = _modifier_start(core, language)
    if start is not None:
        rest = core[start:].strip(" ,:")
        core = core[:start].strip(" ,:-")
        given = given_name(rest, language)
        if given and not name:
            name = given
            after = rest[rest.find(given) + len(given) :].strip(" \"'”“»«’,")
            told += [after] if any(char.isalpha() for char in after) else []
        else:
            told.append(rest)
    return core, name, "; ".join(told)


def _modifier_start(core: str, language: str) -> int | None:
    """Where what is said about the field begins; None where the chunk is all phrase."""
    units = read(core, language)
    pattern = DATE_PATTERN.search(core)
    for index, unit in enumerate(units):
        if index == 0 or not any(is_thing(before) for before in units[:index]):
            continue
        at = index
        if unit.carries("without") and meaning_of(core[unit.start :], language).concepts & {"net", "gross"}:
            continue
        if unit.carries(*_VALUE_FORMS) or (pattern is not None and unit.start == pattern.start()):
            while at > 1 and (
                units[at - 1].only(*_BEFORE_FORMS)
                or not any(char.isalpha() for char in core[units[at - 1].start : units[at - 1].end])
            ):
                at -= 1
            return units[at].start
        if unit.carries(*_MODIFIERS):
            while at > 1 and units[at - 1].only("small", "join", "neutral") and unit.carries("do", "as", "format"):
                at -= 1
            return units[at].start
        if _word(core, unit) in _SOURCES and index + 1 < len(units):
            formed = units[index + 1].carries(*_VALUE_FORMS, "format")
            if formed or _CURRENCY_CODE.match(core[unit.start :].strip()):
                return unit.start
    return None


def _part_of_name(inside: str, language: str) -> bool:
    """True for brackets that belong to the name: 'Total (incl. VAT)', 'Amount (EUR)', 'VAT (%)'."""
    units = read(inside, language)
    if _CURRENCY_CODE.match(inside) and not any(unit.carries(*_VALUE_FORMS) for unit in units):
        return True
    return bool(units) and not units[0].only("small") and all(unit.only(*_MONEY) for unit in units)


def _without_source(text: str, units: tuple[Unit, ...], language: str) -> str | None:
    """The text without 'of each invoice' behind it or 'from these invoices' before it; None: nothing to take."""
    behind = _source_behind(text, units)
    if behind is not None:
        return text[: units[behind].start]
    before = _source_before(text, units, language)
    return text[units[before].end :] if before is not None else None


def _source_behind(text: str, units: tuple[Unit, ...]) -> int | None:
    """The first unit of 'of each invoice' at the end."""
    if not units or not units[-1].only("neutral", *DOCUMENTS, *OTHER_DOCUMENTS):
        return None
    first = len(units)
    while first > 1 and (
        not units[first - 1].concepts or units[first - 1].only("small", "each", "neutral", *DOCUMENTS, *OTHER_DOCUMENTS)
    ):
        first -= 1
    for begin in range(first, len(units)):
        behind = units[begin:]
        nouns = [unit for unit in behind if unit.carries(*DOCUMENTS, *OTHER_DOCUMENTS)]
        strange = [unit for unit in behind if not unit.concepts]
        if strange and (len(strange) > 2 or _word(text, units[begin]) not in _SOURCES - _GENITIVES):
            continue
        opens = units[begin].only("small", "each")
        if not nouns or not opens or not any(is_thing(unit) for unit in units[:begin]):
            continue
        every = any(unit.carries("each", "file") for unit in behind) or any(
            _word(text, unit) in _PLURALS for unit in nouns
        )
        source = _word(text, units[begin]) in _SOURCES - _GENITIVES
        if every or source:
            return begin
    return None


def _source_before(text: str, units: tuple[Unit, ...], language: str) -> int | None:
    """The last unit of 'from these invoices' at the start."""
    if len(units) < 2 or not (units[0].carries("each") or _word(text, units[0]) in _SOURCES):
        return None
    for last in range(1, min(len(units) - 1, 6)):
        if units[last].carries(*DOCUMENTS, *OTHER_DOCUMENTS):
            if units[last + 1].only(*DOCUMENTS, *OTHER_DOCUMENTS) and last + 2 < len(units):
                continue
            after = units[last + 1]
            breaks = text[units[last].end : after.start].strip(" ") != "" or after.carries("small", "each", "ask")
            every = any(unit.carries("each") for unit in units[:last])
            goes_on = language == "en" and after.carries(*_HEADS)
            return last if breaks or (every and not goes_on and is_thing(after)) else None
        if not units[last].only("small", "each", "neutral", "file"):
            return None
    return None


def _word(text: str, unit: Unit) -> str:
    return fold(text[unit.start : unit.end])
