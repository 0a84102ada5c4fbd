"""Free text → what is asked and what is said: field phrases in the user's order, and orders, each verbatim.

Every clause is one of four: a request ('Extract number and date'), a list ('number, date'), an order ('dates as ISO')
or talk. Words that are neither function words nor part of a field stay: in an instruction, or in `said`.
Lines and clauses are read here, their lists in gathering.py, one member of a list in phrase.py; what words mean is in
meaning.py and instructions.py.
"""

import re
from dataclasses import dataclass, replace

from ..schemas.fields import LINE_ITEMS
from .gathering import Gathering, Scope, instructed
from .instructions import order_of
from .lexicon import Unit, fold, language_of, read, speaks_of, word_set
from .markers import group_named
from .meaning import meaning_of
from .phrase import (
    FRAME,
    MOST_WORDS,
    OTHER_DOCUMENTS,
    Asked,
    chunks,
    field_in,
    has_act,
    is_field,
    is_order,
    is_source,
    role_of,
)
from .splitting import Line, lines, pieces, quoted, sentences, top_level


@dataclass(frozen=True, slots=True)
class Request:
    """A prompt taken apart."""

    language: str
    asked: tuple[Asked, ...] = ()
    said: tuple[str, ...] = ()
    """Orders and talk that belong to no single field so far, verbatim, in order."""
    everything: bool = False
    """True for 'extract everything', 'all invoice data'."""
    all_lines: bool = False
    """True where the line items are wanted without saying which of their fields."""
    explicit: bool = False
    """True where a verb or a heading asks ('extract', 'I need', 'Fields:')."""
    other_documents: str = ""
    """The words that say that the values are to come from other papers than invoices ('from these delivery notes')."""


def take_apart(text: str) -> Request:
    """The prompt's fields, orders and talk."""
    reader = _Reader(language_of(text))
    found = lines(text)
    for line in found:
        reader.line(line, alone=len(found) == 1)
    return reader.request()


_LEAD = ("small", "greet", "each", "file", "invoice", "neutral", "only", "do", "join", "header", "creditnote")
"""Concepts of words that may stand before the asking verb."""

_GROUP_WORDS = ("lineitem", "line", "item", "breakdown", "vat", "tax", "rate")
_OF_A_PARTY = word_set("address street city postcode country email phone website vatid taxid iban registration")
"""Concepts that a party has: 'Supplier: address' asks for its address."""

_DEFINITION = re.compile(r"\s*(?::\s+|:$|\s[-–—]\s+|\t+|\s=\s)\s*")
_PARTICLES = word_set("aus heraus raus op uit ab")
"""Second halves of asking verbs ('lies … aus', 'haal … op')."""
_VERB_LAST = ("de", "nl")
"""Languages in which the asking verb may stand last ('… bitte auslesen')."""


class _Reader:
    """Reads lines and clauses, and hands on what they hold; one is made for one prompt."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.got = Gathering(language)
        self.explicit = False
        self._rules = False
        self._scope = Scope()

    def request(self) -> Request:
        return Request(
            self.language,
            tuple(self.got.asked),
            tuple(self.got.said),
            self.got.everything,
            self.got.all_lines,
            self.explicit,
            self.got.other_documents,
        )

    def line(self, line: Line, *, alone: bool) -> None:
        if line.gap and not line.bullet:
            self._open(Scope())
        if line.heading:
            self._heading(line.text)
        elif self._rules:
            self.got.take_talk(line.text)
        elif line.bullet or not alone:
            self._member(line.text, bullet=line.bullet)
        else:
            self._sentences(line.text, listed=False)

    # Lines

    def _open(self, scope: Scope, *, rules: bool = False) -> None:
        self._scope, self._rules = scope, rules

    def _heading(self, text: str) -> None:
        units = self._units(text)
        group = group_named(units)
        things = [unit for unit in units if not unit.only(*FRAME)]
        inner = [unit for unit in things if not unit.only(*_GROUP_WORDS)]
        asks = any(unit.carries("ask") for unit in units)
        if speaks_of("rules", text, self.language) and not asks:
            self._open(Scope(), rules=True)
            if len(units) > MOST_WORDS:
                self.got.take_talk(text)
        elif group is not None and not inner:
            self.explicit = True
            self._open(Scope(group))
        elif len(inner) == 1 and role_of(inner[0]) and not asks:
            self._open(Scope(None, role_of(inner[0]), text[inner[0].start : inner[0].end]))
        elif not things:
            self.explicit = (
                self.explicit or asks or any(unit.carries("field", "column", "data", "header") for unit in units)
            )
            self._open(Scope())
        else:
            self._open(Scope())
            self._sentences(text, listed=False)
            opens = units[-1].carries("lineitem", "line", "item")
            self._open(Scope(group if opens else None))

    def _member(self, text: str, *, bullet: bool) -> None:
        """One bullet or one line of several."""
        units = self._units(text)
        asks = any(unit.carries("ask") for unit in units[:3])
        several = len(sentences(text)) > 1
        if not several and is_order(text, self.language):
            self.got.take_order(text)
        elif not asks and self._definition(text, listed=True):
            return
        elif several or len(units) > MOST_WORDS or len(self._chunks(text)) > 1:
            self._sentences(text, listed=bullet)
        else:
            self._clause(text.rstrip(" .;,"), listed=bullet or not asks, line=True)

    def _sentences(self, text: str, *, listed: bool) -> None:
        for sentence in sentences(text):
            asking = listed
            for clause in pieces(sentence, tuple(match.span() for match in re.finditer(r"\s*;\s*", sentence))):
                asking = self._clause(clause.rstrip(" .!?։。,"), listed=asking) or asking

    # Clauses

    def _clause(self, text: str, *, listed: bool, line: bool = False) -> bool:
        """Reads one clause; True where it asks, so that the clauses behind it are taken as lists too."""
        text = text.strip()
        units = self._units(text)
        if not text or (units and all(unit.only("greet", "small", "join") for unit in units)):
            return False
        if self.got.rename_last(text):
            return False
        lead, body = self._lead(text, units)
        lead_units = self._units(lead)
        asking = bool(lead)
        if self._order_and_list(text, units):
            return True
        pages_only = any(unit.carries("only") for unit in units[:2]) and is_order(text, self.language)
        if (pages_only and any(unit.carries("page", "pagekind") for unit in units)) or (
            not asking and is_order(text, self.language)
        ):
            self.got.take_order(text)
            return False
        if not asking and units and units[0].carries("pronoun") and self.got.asked:
            self.got.instruct_last(text)
            return False
        greeting = bool(units) and units[0].carries("greet") and not self._fields_in(text)
        if not asking and (greeting or any(unit.carries("talk") for unit in units[:2])):
            ask = next((unit.start for unit in units if unit.carries("ask")), len(text))
            self.got.take_talk(re.sub(r"(?:\s|,|:|\band|\bto)+$", "", text[:ask]))
            return bool(text[ask:]) and self._clause(text[ask:], listed=listed, line=line)
        self.explicit = self.explicit or asking
        if any(not unit.concepts for unit in lead_units):
            self.got.take_talk(lead.strip(" ,:"))
        self.got.note_sources(lead)
        if asking and not self._units(body):
            self.got.everything = self.got.everything or any(unit.carries("data", "invoice") for unit in lead_units)
            return True
        if is_order(body, self.language):
            self.got.take_order(body if any(unit.carries("greet") for unit in units) else text)
            return False
        if self._definition(body, listed=listed or asking or line):
            return True
        return self.got.take_list(body, self._scope, asked=listed or asking, line=line) or asking

    def _order_and_list(self, text: str, units: tuple[Unit, ...]) -> bool:
        """'One row per line item with number, date', 'amounts without symbols: net, tax': an order, then its list."""
        cut = next((match for match in re.finditer(r":\s", text) if match.start() in set(top_level(text))), None)
        end = cut.start() if cut is not None else None
        if end is None and any(unit.carries("row") for unit in units[:5]):
            end = next((unit.start for unit in units if unit.only("incl")), None)
        if end is None:
            return False
        head, rest = text[:end], self.got.without_with(text[end:].strip(" :"))
        units = self._units(head)
        begin = next((unit.end for unit in units[:1] if unit.only("ask")), 0)
        if (
            not is_order(head[begin:], self.language)
            or not self._fields_in(rest)
            or speaks_of("rules", head, self.language)
        ):
            return False
        members = self._chunks(rest)
        if not all(is_field(member, self.language) for member in members):
            return False
        self.got.take_order(head)
        self.explicit = True
        per_line = order_of(head, self.language).rows == "line item"
        group = LINE_ITEMS if per_line else group_named(units)
        return self.got.take_list(rest, Scope(group) if group else self._scope, asked=True)

    def _fields_in(self, text: str) -> bool:
        return any(is_field(member, self.language) for member in self._chunks(text))

    def _lead(self, text: str, units: tuple[Unit, ...]) -> tuple[str, str]:
        """The words that ask ('Please extract the following fields from each invoice:') and the rest."""
        if self.language in _VERB_LAST and len(units) > 2 and fold(text[units[-1].start :]) in _PARTICLES:
            units, text = units[:-1], text[: units[-1].start].rstrip()
        last = self._asking(units, text)
        if last is None:
            end = len(units) - 1
            if self.language in _VERB_LAST and end > 0 and units[end].only("ask") and not is_order(text, self.language):
                return text[units[end].start :], text[: units[end].start].strip(" ,:")
            return "", text
        while last + 1 < len(units) and units[last + 1].only("ask", "small", "field", "column", "join", "incl"):
            between = text[units[last].end : units[last + 1].start]
            if units[last + 1].only("small") and is_source(text, units[last + 1]):
                break
            if "," in between or '"' in between or (units[last + 1].carries("incl") and "(" in between):
                break
            last += 1
        end = units[last].end
        colon = re.search(r":\s", text[end:])
        if colon is not None:
            between_units = self._units(text[end : end + colon.start()])
            if all(unit.only(*FRAME, *OTHER_DOCUMENTS) for unit in between_units):
                end += colon.end()
        return text[:end], text[end:].strip(" ,:")

    def _asking(self, units: tuple[Unit, ...], text: str) -> int | None:
        """The unit with the asking verb, where the clause begins with it and what may stand before."""
        source = bool(units) and (units[0].carries("each") or is_source(text, units[0], any_kind=True))
        for index, unit in enumerate(units):
            if unit.carries("ask"):
                return index
            if unit.carries("if", "without", "skip", "row", "must", "named", "talk"):
                return None
            if unit.concepts and not unit.only(*_LEAD) and not source:
                return None
        return None

    def _definition(self, text: str, *, listed: bool) -> bool:
        """'Name: instruction', 'Supplier: name, address', 'Line items: description, quantity'."""
        outside = set(top_level(text))
        cut = next((match for match in _DEFINITION.finditer(text) if match.start() in outside and match.start()), None)
        if cut is None:
            return False
        left, right = text[: cut.start()].strip(), text[cut.end() :].strip()
        units = self._units(left)
        if not right or not units or len(units) > MOST_WORDS or len(self._chunks(left)) > 1:
            return False
        things = [unit for unit in units if not unit.only(*FRAME)]
        named = bool(things) and is_field(left, self.language)
        colon = ":" in cut.group()
        rules = colon and speaks_of("rules", left, self.language) and not (named and listed)
        if rules or (any(unit.carries("dates", "amounts") for unit in units) and has_act(right, self.language)):
            self.got.take_talk(text)
            return True
        scope = self._scope_of(left, things, right) if colon else None
        if scope is not None:
            self.explicit = True
            self.got.take_list(right, scope, asked=True)
            return True
        if not listed and not named:
            return False
        asked = field_in(left, self.language, listed=True)
        if asked is None:
            return False
        given = quoted(right)
        self.got.take_field(
            replace(asked, name=given) if given and not asked.name else instructed(asked, right), self._scope
        )
        return True

    def _scope_of(self, left: str, things: list[Unit], right: str) -> Scope | None:
        """What the words before a colon give to the list behind it; None where that is no list of fields."""
        members = self._chunks(right)
        fields = sum(is_field(member, self.language) for member in members)
        group = group_named(self._units(left))
        if not fields:
            return None
        if not things:
            return self._scope
        if group is not None and all(unit.only(*_GROUP_WORDS) for unit in things):
            return Scope(group)
        one = len(members) == 1 and meaning_of(members[0], self.language).concepts <= _OF_A_PARTY
        if fields < len(members) or (fields < 2 and not (one and things and role_of(things[0]))):
            return None
        if len(things) == 1 and role_of(things[0]):
            return Scope(None, role_of(things[0]), left[things[0].start : things[0].end])
        meant = meaning_of(left, self.language)
        if (meant.bare or not meant.known) and all(meaning_of(member, self.language).term for member in members):
            self.got.take_talk(left)
            return self._scope
        return None

    def _units(self, text: str) -> tuple[Unit, ...]:
        return read(text, self.language)

    def _chunks(self, text: str) -> tuple[str, ...]:
        return chunks(text, self.language)
