"""What is asked → fields: each with its term, kind, group and column name, decided together.

Words like 'amount' or 'VAT rate' mean one thing on the invoice and another in a line item; the fields beside them tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..schemas.fields import LINE_ITEMS, SYSTEM_COLUMNS, Field, Kind, OutputFormat, folded_name
from ..schemas.invoice import TERMS
from .instructions import order_of, told
from .lexicon import fold, read, word_set
from .meaning import VAT_BREAKDOWN, Meaning, meaning_of
from .naming import column_name, shortened
from .phrase import Asked

_HEADLESS = word_set("address street house postbox city postcode country state email phone website contact")
"""Concepts that belong to the party named before them ('vendor name, address')."""

_FORMS = ("symbol", "negative", "iso", "missing", "decimals", "dates", "amounts")
"""Concepts of phrases that hold the word of a field without meaning it ('currency symbol')."""

_SYSTEM = frozenset(folded_name(name) for name in SYSTEM_COLUMNS)

_PARTIES = ("seller", "buyer", "bill", "ship", "delivery")
_PARTY_NAMES = {
    "seller": "supplier",
    "buyer": "customer",
    "bill": "customer",
    "ship": "delivery",
    "delivery": "delivery",
}
_GENERAL = frozenset({"amount", "date", "total", "name", "number"})
"""Concepts that any field of their kind has."""
NAME_WORDS = 4
"""Words of a longer instruction say more than a name."""

_ALONE = frozenset({"LineItems.Description", "LineItems.Quantity", "LineItems.UnitOfMeasure"})
"""Line terms that, as the only one among fields of the invoice, are taken as the invoice's own."""


def fields_of(
    asked: Sequence[Asked], language: str, *, lines_wanted: bool = False
) -> tuple[tuple[Field, ...], Mapping[str, str]]:
    """The fields in the order asked, with unique names; and by name the phrase each was asked with.

    Args:
        lines_wanted: True where rows per line item are asked for, or the line items as a whole: a lone 'description'
            is then that of a line.
    """
    asked = _said_together(asked)
    asked = tuple(_with_role(asked, index, language) for index in range(len(asked)))
    meanings = tuple(_meaning(one, language) for one in asked)
    groups = _groups(asked, meanings, lines_wanted)
    placed: dict[str, _Placed] = {}
    for one, meaning, group in zip(asked, meanings, groups, strict=True):
        field = _field(one, meaning, group, language)
        if folded_name(field.name) not in _SYSTEM:
            _place(placed, field, one, language)
    fields = tuple(place.field for place in placed.values())
    return fields, {place.field.name: place.asked.phrase for place in placed.values()}


def _said_together(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """A field named again to say what it means ('… date, total. Date: the due date') is the one named before."""
    together: list[Asked] = []
    for one in asked:
        names = [folded_name(before.phrase) for before in together]
        place = names.index(folded_name(one.phrase)) if folded_name(one.phrase) in names else None
        if place is None or not one.instruction or together[place].instruction or together[place].group != one.group:
            together.append(one)
        else:
            together[place] = replace(together[place], instruction=one.instruction)
    return tuple(together)


@dataclass(frozen=True, slots=True)
class _Placed:
    field: Field
    asked: Asked


def _meaning(one: Asked, language: str) -> Meaning:
    """The meaning of the phrase; where that is general or unknown, what is said about the field may name it better."""
    meaning = meaning_of(one.phrase, language, one.role)
    if one.name and one.name != one.phrase and meaning.term is None:
        named = meaning_of(one.name, language, one.role)
        meaning = named if named.term and not meaning.known else meaning
    if one.instruction and len(one.instruction.split()) <= NAME_WORDS:  # the instruction is nothing but another name
        said = meaning_of(one.instruction.strip(" ."), language, one.role)
        if said.known and said.concepts - _GENERAL and not said.strange and _same_kind(meaning, said):
            return said
    if (meaning.term is None or meaning.bare) and one.instruction:
        clause = one.instruction.split(".")[0].split(",")[0].split(";")[0]
        said = meaning_of(_without_articles(clause, language), language, one.role)
        fits = said.term is not None and not said.bare and not said.strange
        if fits and (meaning.term is None or meaning.concepts & said.concepts or _same_kind(meaning, said)):
            return said
    return meaning


def _same_kind(first: Meaning, second: Meaning) -> bool:
    return first.term is not None and second.term is not None and TERMS[first.term].kind == TERMS[second.term].kind


def _without_articles(text: str, language: str) -> str:
    units = read(text, language)
    begin = 0
    while begin < len(units) and units[begin].carries("small", "ask", "each"):
        begin += 1
    return text[units[begin].start :] if begin < len(units) else ""


def _with_role(asked: Sequence[Asked], index: int, language: str) -> Asked:
    """The field with the party that the field before it names, where its own words need one."""
    one = asked[index]
    own = meaning_of(one.phrase, language).concepts
    if one.role or own & set(_PARTIES) or one.group is not None:
        return one
    follows = asked[index + 1] if index + 1 < len(asked) else None
    if follows is not None and follows.joined and own and own <= _HEADLESS | {"name", "vatid", "taxid"}:
        party = next((role for role in _PARTIES if role in meaning_of(follows.phrase, language).concepts), "")
        if party and follows.group is None:
            return replace(one, role=party)
    if index == 0:
        return one
    if not own or not (
        own <= _HEADLESS or (one.joined and own <= {"vatid", "taxid", "number"} and "number" not in own)
    ):
        return one
    for before in reversed(asked[:index]):
        units = read(before.phrase, language)
        party = next((unit for unit in units if unit.carries(*_PARTIES)), None)
        if party is not None:
            role = next(role for role in _PARTIES if party.carries(role))
            return replace(one, role=role)
        if before.role:
            return replace(one, role=before.role)
        if not meaning_of(before.phrase, language).concepts <= _HEADLESS | {"vatid", "taxid", "name"}:
            return one
    return one


def _groups(asked: Sequence[Asked], meanings: Sequence[Meaning], lines_wanted: bool) -> tuple[str | None, ...]:
    """The group of each field: by the words around it, by its own words, by its term, and by its neighbours."""
    count = len(asked)
    group: list[str | None] = [None] * count
    open_: set[int] = set()
    for index, (one, meaning) in enumerate(zip(asked, meanings, strict=True)):
        wanted = one.group or meaning.group
        if wanted == LINE_ITEMS:
            group[index] = None if meaning.invoice and meaning.line is None and not meaning.bare else LINE_ITEMS
        elif wanted == VAT_BREAKDOWN:
            group[index] = VAT_BREAKDOWN if meaning.breakdown or not meaning.invoice else None
        elif meaning.line and meaning.invoice is None:
            group[index] = LINE_ITEMS
        elif meaning.line or meaning.term is None:
            open_.add(index)
    certain = [index for index in range(count) if index not in open_ and group[index] == LINE_ITEMS]
    headers = [index for index in range(count) if index not in open_ and group[index] is None]
    alone = len(certain) == 1 and meanings[certain[0]].line in _ALONE and asked[certain[0]].group is None
    if (
        alone
        and (headers or any(meanings[index].line is None for index in open_))
        and not lines_wanted
        and meanings[certain[0]].group is None
    ):
        group[certain[0]] = None
        certain = []
    taken = {meanings[index].line for index in certain}
    for index in sorted(open_):
        meaning = meanings[index]
        before = group[index - 1] if index else None
        after = next((group[later] for later in range(index + 1, count) if later not in open_), None)
        only_lines = bool(certain) and not headers
        if not certain:
            continue
        if meaning.line is None:
            inside = before == LINE_ITEMS and (after == LINE_ITEMS or only_lines)
        else:
            general = len(meaning.concepts) == 1 or "rate" in meaning.concepts
            beside = before == LINE_ITEMS or (index == 0 and after == LINE_ITEMS and only_lines)
            inside = meaning.line not in taken and (only_lines or (general and beside))
        if inside:
            group[index] = LINE_ITEMS
            taken.add(meaning.line)
    return tuple(group)


def _field(one: Asked, meaning: Meaning, group: str | None, language: str) -> Field:
    if group == LINE_ITEMS:
        term = meaning.line or meaning.within
    elif group == VAT_BREAKDOWN:
        term = meaning.breakdown
    else:
        term = meaning.invoice
    name = shortened(one.name) or column_name(_phrase_for_name(one, language), language)
    known = TERMS.get(term or "")
    instruction = one.instruction
    if one.name and not set(_words(one.phrase)) <= set(_words(one.name)):
        quotation = f'"{one.phrase}"'
        instruction = f"{quotation}; {instruction}" if instruction else quotation
    field = Field(
        name if len(name) > 1 else f"{name} Number" if name in "#№" else f"Field {name}",
        known.kind if known else meaning.free_kind,
        term,
        group,
        instruction,
        choices=known.choices if known else (),
        many=known.many if known else False,
        derived=known.derived if known else bool(meaning.concepts & {"category", "summary"}),
        party=party_of(meaning) if known is None else None,
    )
    return told(field, order_of(one.instruction, language)) if one.instruction else field


def party_of(meaning: Meaning) -> str | None:
    """Whose address or number it is, where no single term says so."""
    found = next((role for role in _PARTIES if role in meaning.concepts), None)
    return _PARTY_NAMES[found] if found else None


def _phrase_for_name(one: Asked, language: str) -> str:
    if one.role_words and not meaning_of(one.phrase, language).concepts & set(_PARTIES):
        return f"{one.role_words} {one.phrase}"
    return one.phrase


def _place(placed: dict[str, _Placed], field: Field, one: Asked, language: str) -> None:
    """Adds the field; merges it into one of the same name and meaning; renames it where only the name is the same."""
    last = next(reversed(placed), None)
    key = folded_name(field.name)
    if (taken := placed.get(key)) is not None:
        other = taken.field
        if (other.term, other.group, taken.asked.role) == (field.term, field.group, one.role):
            both = "; ".join(dict.fromkeys(text for text in (other.instruction, field.instruction) if text))
            merged = replace(other, instruction=both, format=_stricter(other, field))
            placed[key] = _Placed(merged, taken.asked)
            return
        field = replace(field, name=_other_name(field, one, placed, language))
        key = folded_name(field.name)
    placed[key] = _Placed(field, one)
    if one.joined and one.instruction and last is not None:
        before = placed[last].field
        if before.kind == field.kind and before.kind in (Kind.DATE, Kind.AMOUNT) and not before.instruction:
            order = order_of(one.instruction, language)
            if order.date_pattern or order.decimals is not None:
                shared = replace(told(before, order), instruction=one.instruction)
                placed[last] = _Placed(shared, placed[last].asked)


def _stricter(first: Field, second: Field) -> OutputFormat:
    return first.format if first.format != OutputFormat() else second.format


def _other_name(field: Field, one: Asked, taken: Mapping[str, _Placed], language: str) -> str:
    """Another name for a field whose name is taken: with its party, with 'Line', or numbered."""
    candidates: list[str] = []
    if language == "en":
        if one.role in _PARTY_NAMES:
            candidates.append(f"{_PARTY_NAMES[one.role].title()} {field.name}")
        if field.group == LINE_ITEMS:
            candidates.append(f"Line {field.name}")
    candidates += [f"{field.name[:46]} {number}" for number in range(2, 200)]
    return next(name for name in candidates if folded_name(name) not in taken and len(name) <= 50)


def mentions(sentence: str, field: Field, phrase: str, language: str) -> tuple[int, int] | None:
    """The range of words in which a sentence names the field, by its words or its column name; None: it does not."""
    words = _named_words(sentence, language)
    best: tuple[int, int] | None = None
    for text in (field.name, phrase):
        sought = _words(text)
        for start in range(len(words) - len(sought) + 1 if sought else 0):
            if words[start : start + len(sought)] == sought and (best is None or len(sought) > best[1] - best[0]):
                best = (start, start + len(sought))
    return best


@lru_cache(maxsize=256)
def _named_words(sentence: str, language: str) -> list[str]:
    """The words of a sentence, with a mark in place of those that only sound like a field."""
    return [
        word
        for unit in read(sentence, language)
        for word in (["\0"] if unit.carries(*_FORMS) else _words(sentence[unit.start : unit.end]))
    ]


@lru_cache(maxsize=1024)
def _words(text: str) -> list[str]:
    return fold("".join(char if char.isalnum() else " " for char in text)).split()
