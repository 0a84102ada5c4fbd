"""Free text → what is asked and what is said: field phrases in the user's order, and orders, each verbatim.

Every clause is one of four: a request ('Extract number and date'), a list ('number, date'), an order ('dates as ISO')
or talk. Words that are neither function words nor part of a field stay: in an instruction, or in `said`.
Lines and clauses are read here, the members of a list in phrase.py; what words mean is in meaning.py and
instructions.py.
"""

import re
from dataclasses import dataclass, replace

from ..schemas.fields import LINE_ITEMS
from .instructions import order_of
from .lexicon import Unit, fold, language_of, read, speaks_of, word_set
from .markers import group_named, marker_in
from .meaning import meaning_of
from .phrase import (
    DOCUMENTS,
    EMPTY,
    FRAME,
    MOST_WORDS,
    OTHER_DOCUMENTS,
    Asked,
    brackets,
    chunks,
    ends_name,
    field_in,
    given_name,
    has_act,
    is_field,
    is_order,
    is_source,
    role_of,
    shared_head,
    source_units,
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
_WHOLE = ("data", "invoice", "file", "only", "column", "header")
_OF_A_PARTY = word_set("address street city postcode country email phone website vatid taxid iban registration")
"""Concepts that a party has: 'Supplier: address' asks for its address."""

_ALL = re.compile(r"^(?:all|tous|tout|tod|tutt|wszystk|все|всю|բոլոր)")
_DEFINITION = re.compile(r"\s*(?::\s+|:$|\s[-–—]\s+|\t+|\s=\s)\s*")
_PARTICLES = word_set("aus heraus raus op uit ab")
"""Second halves of asking verbs ('lies … aus', 'haal … op')."""
_VERB_LAST = ("de", "nl")
"""Languages in which the asking verb may stand last ('… bitte auslesen')."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a heading or the words before give to the members of a list."""

    group: str | None = None
    role: str = ""
    role_words: str = ""


class _Reader:
    """Collects while it reads; one is made for one prompt."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.asked: list[Asked] = []
        self.said: list[str] = []
        self.everything = self.all_lines = self.explicit = False
        self.other_documents = ""
        self._rules = False
        self._scope = _Scope()

    def request(self) -> Request:
        return Request(
            self.language,
            tuple(self.asked),
            tuple(self.said),
            self.everything,
            self.all_lines,
            self.explicit,
            self.other_documents,
        )

    def line(self, line: Line, *, alone: bool) -> None:
        if line.gap and not line.bullet:
            self._open(_Scope())
        if line.heading:
            self._heading(line.text)
        elif self._rules:
            self.said.append(line.text)
        elif line.bullet or not alone:
            self._member(line.text, bullet=line.bullet)
        else:
            self._sentences(line.text, listed=False)

    # Lines

    def _open(self, scope: _Scope, *, rules: bool = False) -> None:
        self._scope, self._rules = scope, rules

    def _heading(self, text: str) -> None:
        units = self._units(text)
        group = group_named(units)
        things = [unit for unit in units if not unit.only(*FRAME)]
        inner = [unit for unit in things if not unit.only(*_GROUP_WORDS)]
        asks = any(unit.carries("ask") for unit in units)
        if speaks_of("rules", text, self.language) and not asks:
            self._open(_Scope(), rules=True)
            self.said += [text] if len(units) > MOST_WORDS else []
        elif group is not None and not inner:
            self.explicit = True
            self._open(_Scope(group))
        elif len(inner) == 1 and role_of(inner[0]) and not asks:
            self._open(_Scope(None, role_of(inner[0]), text[inner[0].start : inner[0].end]))
        elif not things:
            self.explicit = (
                self.explicit or asks or any(unit.carries("field", "column", "data", "header") for unit in units)
            )
            self._open(_Scope())
        else:
            self._open(_Scope())
            self._sentences(text, listed=False)
            opens = units[-1].carries("lineitem", "line", "item")
            self._open(_Scope(group if opens else None))

    def _member(self, text: str, *, bullet: bool) -> None:
        """One bullet or one line of several."""
        units = self._units(text)
        asks = any(unit.carries("ask") for unit in units[:3])
        several = len(sentences(text)) > 1
        if not several and is_order(text, self.language):
            self._order(text)
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
        if self._rename(text):
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
            self._order(text)
            return False
        if not asking and units and units[0].carries("pronoun") and self.asked:
            self.asked[-1] = _told(self.asked[-1], text)
            return False
        greeting = bool(units) and units[0].carries("greet") and not self._fields_in(text)
        if not asking and (greeting or any(unit.carries("talk") for unit in units[:2])):
            ask = next((unit.start for unit in units if unit.carries("ask")), len(text))
            self.said.append(re.sub(r"(?:\s|,|:|\band|\bto)+$", "", text[:ask]))
            return bool(text[ask:]) and self._clause(text[ask:], listed=listed, line=line)
        self.explicit = self.explicit or asking
        if any(not unit.concepts for unit in lead_units):
            self.said.append(lead.strip(" ,:"))
        self._sources(lead)
        if asking and not self._units(body):
            self.everything = self.everything or any(unit.carries("data", "invoice") for unit in lead_units)
            return True
        if is_order(body, self.language):
            self._order(body if any(unit.carries("greet") for unit in units) else text)
            return False
        if self._definition(body, listed=listed or asking or line):
            return True
        return self._list(body, self._scope, asked=listed or asking, line=line) or asking

    def _order_and_list(self, text: str, units: tuple[Unit, ...]) -> bool:
        """'One row per line item with number, date', 'amounts without symbols: net, tax': an order, then its list."""
        cut = next((match for match in re.finditer(r":\s", text) if match.start() in set(top_level(text))), None)
        end = cut.start() if cut is not None else None
        if end is None and any(unit.carries("row") for unit in units[:5]):
            end = next((unit.start for unit in units if unit.only("incl")), None)
        if end is None:
            return False
        head, rest = text[:end], self._without_with(text[end:].strip(" :"))
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
        self._order(head)
        self.explicit = True
        per_line = order_of(head, self.language).rows == "line item"
        group = LINE_ITEMS if per_line else group_named(units)
        return self._list(rest, _Scope(group) if group else self._scope, asked=True)

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
            self.said.append(text)
            return True
        scope = self._scope_of(left, things, right) if colon else None
        if scope is not None:
            self.explicit = True
            self._list(right, scope, asked=True)
            return True
        if not listed and not named:
            return False
        asked = field_in(left, self.language, listed=True)
        if asked is None:
            return False
        given = quoted(right)
        self._add(replace(asked, name=given) if given and not asked.name else _told(asked, right), self._scope)
        return True

    def _scope_of(self, left: str, things: list[Unit], right: str) -> _Scope | None:
        """What the words before a colon give to the list behind it; None where that is no list of fields."""
        members = self._chunks(right)
        fields = sum(is_field(member, self.language) for member in members)
        group = group_named(self._units(left))
        if not fields:
            return None
        if not things:
            return self._scope
        if group is not None and all(unit.only(*_GROUP_WORDS) for unit in things):
            return _Scope(group)
        one = len(members) == 1 and meaning_of(members[0], self.language).concepts <= _OF_A_PARTY
        if fields < len(members) or (fields < 2 and not (one and things and role_of(things[0]))):
            return None
        if len(things) == 1 and role_of(things[0]):
            return _Scope(None, role_of(things[0]), left[things[0].start : things[0].end])
        meant = meaning_of(left, self.language)
        if (meant.bare or not meant.known) and all(meaning_of(member, self.language).term for member in members):
            self.said.append(left)
            return self._scope
        return None

    # Lists

    def _list(self, text: str, scope: _Scope, *, asked: bool, line: bool = False) -> bool:
        """Reads a row of chunks; True where it gave a field."""
        members = self._chunks(text)
        if not self._is_list(text, members, asked=asked, line=line):
            self.said.append(text)
            return False
        since = len(self.asked)
        joins = [unit.start for unit in self._units(text) if unit.carries("join")]
        told: list[str] = []
        place = 0
        for index, member in enumerate(members):
            before = place
            place = text.find(member, place)
            joined = any(before <= join < place for join in joins)
            place += len(member)
            if not told and self._rename(member):
                continue
            if is_order(member, self.language) or (told and not is_field(member, self.language)):
                if not told and len(self.asked) > since and self._units(member)[0].carries("as", "if", "example"):
                    self.asked[-1] = _told(self.asked[-1], member)
                else:
                    told.append(member)
                continue
            self._flush(text, told)
            if len(self.asked) > since and self._continues(member):
                self.asked[-1] = _told(self.asked[-1], member)
                continue
            if len(self.asked) > since and ends_name(member, self.language):
                self.asked[-1] = replace(self.asked[-1], phrase=f"{self.asked[-1].phrase} {member}")
                continue
            if index + 1 < len(members):
                next_start = text.find(members[index + 1], place)
                with_next = any(place <= join < next_start for join in joins)
                member = shared_head(member, members[index + 1], self.language, joined=with_next)
            listed = asked or line or len(members) > 1
            scope = self._chunk(member, scope, joined=joined, since=since, listed=listed, alone=len(members) == 1)
        self._flush(text, told)
        return len(self.asked) > since

    def _is_list(self, text: str, members: tuple[str, ...], *, asked: bool, line: bool) -> bool:
        """True where the text is a row of fields and not talk."""
        if asked:
            return True
        if len(members) == 1 and len(self._units(text)) > MOST_WORDS:
            return False
        wanted = sum(
            is_field(member, self.language) or any(unit.carries("data", "lineitem") for unit in self._units(member))
            for member in members
        )
        if line or (wanted and 2 * wanted >= len(members)):
            return True
        return len(members) > 1 and all(len(self._units(member)) <= 3 for member in members)

    def _continues(self, member: str) -> bool:
        """True for ', including leading zeros', which says more about the field before it."""
        units = self._units(member)
        return bool(units) and units[0].only("incl", "excl") and not is_field(member[units[0].end :], self.language)

    def _flush(self, text: str, told: list[str]) -> None:
        """The orders met in a list, as they stand between its fields."""
        if told:
            start = text.find(told[0])
            self._order(text[start : text.rfind(told[-1]) + len(told[-1])])
            told.clear()

    def _chunk(self, chunk: str, scope: _Scope, *, joined: bool, since: int, listed: bool, alone: bool) -> _Scope:
        """Reads one member of a list; gives the scope that holds for the members behind it."""
        units = self._units(chunk)
        self._sources(chunk)
        bracket = brackets(chunk)
        if bracket is not None and self._expand(chunk, bracket):
            return scope
        marker = marker_in(units, chunk)
        if marker is not None:
            ahead, behind = chunk[: units[marker.first].start], chunk[units[marker.last].end :].strip(" :,-")
            inner = _Scope(marker.group)
            if is_field(ahead, self.language):
                self._add(field_in(ahead, self.language, listed=listed), inner)
                self._reach_back(since, marker.group)
                if behind:
                    self.asked[-1] = _told(self.asked[-1], behind)
                return scope
            behind = self._without_with(behind)
            if behind:
                return self._chunk(behind, inner, joined=joined, since=since, listed=listed, alone=alone)
            if _ALL.match(fold(chunk[units[marker.first].start :])):
                self.all_lines = True
            elif len(self.asked) > since:
                self._reach_back(since, marker.group)
            return inner
        if self._whole(units, alone=listed and alone):
            return scope
        if units and all(unit.only(*FRAME) for unit in units) and not any(unit.carries("invoice") for unit in units):
            return scope
        found = field_in(chunk, self.language, listed=listed)
        if found is not None:
            self._add(replace(found, joined=joined), scope)
        elif any(not unit.only(*EMPTY, "field", "each", *DOCUMENTS) for unit in units):
            self.said.append(chunk)
        return scope

    def _without_with(self, text: str) -> str:
        units = self._units(text)
        return text[units[0].end :].strip(" :,-") if len(units) > 1 and units[0].only("incl") else text

    def _whole(self, units: tuple[Unit, ...], *, alone: bool) -> bool:
        """True for 'all data' and 'the line items', which are taken note of."""
        bag = {concept for unit in units for concept in unit.concepts} - {*EMPTY, "field", "each"}
        if not bag or any(not unit.concepts for unit in units):
            return False
        whole = bool(bag & {"data", "header"})
        if "lineitem" in bag and bag <= {"lineitem", "incl", *_WHOLE}:
            self.all_lines = True
            self.everything = self.everything or (whole and "incl" in bag)
            return True
        if bag <= set(_WHOLE) and (whole or (alone and "invoice" in bag and not self.asked)):
            self.everything = True
            return True
        return False

    def _expand(self, chunk: str, bracket: re.Match[str]) -> bool:
        """'line items (description, quantity)', 'vendor (name, VAT ID)', 'bank details (IBAN, BIC)'."""
        head, inside = chunk[: bracket.start()], bracket.group(1)
        members = self._chunks(inside)
        if len(members) == 1 and "/" in inside:
            inside = inside.replace("/", ", ")
            members = self._chunks(inside)
        units = self._units(head)
        things = [unit for unit in units if not unit.only(*EMPTY, "each", "data", "header", "invoice")]
        if len(members) < 2 or not all(is_field(member, self.language) for member in members) or not units:
            return False
        group = group_named(units)
        detailed = any(unit.carries("data", "header") for unit in units)
        party = next((unit for unit in things if role_of(unit)), None)
        if group is None and not detailed and (len(things) != 1 or party is None):
            return False
        scope = _Scope(group)
        if group is None and party is not None:
            scope = _Scope(None, role_of(party), head[party.start : party.end])
        return self._list(inside, scope, asked=True)

    # What is collected

    def _add(self, asked: Asked | None, scope: _Scope) -> None:
        if asked is not None:
            self.asked.append(replace(asked, group=scope.group, role=scope.role, role_words=scope.role_words))

    def _order(self, text: str) -> None:
        self.said += [text.strip(" ,;")] if text.strip(" ,;") else []

    def _reach_back(self, since: int, group: str) -> None:
        """'description, quantity and price for each line item': the members before belong to the lines too."""
        for index in range(len(self.asked) - 1, since - 1, -1):
            meaning = meaning_of(self.asked[index].phrase, self.language)
            if meaning.invoice is not None and meaning.line is None:
                return
            self.asked[index] = replace(self.asked[index], group=group)

    def _rename(self, text: str) -> bool:
        """'… and put it in a column called "Beleg Nr"', 'name the column Net': names the field before."""
        told = [unit for unit in self._units(text) if not unit.only("small", "join", "do")]
        if not self.asked or self.asked[-1].name or not told or not told[0].carries("named"):
            return False
        name = given_name(text[told[0].start :], self.language)
        if name:
            self.asked[-1] = replace(self.asked[-1], name=name)
        return bool(name)

    def _sources(self, text: str) -> None:
        """Takes note where the values are to come from papers that are no invoices, and of what is said of these."""
        source = source_units(text, self.language)
        if any(not unit.concepts for unit in source):
            self.said.append(text[source[0].start : source[-1].end])
        units = source or self._units(text)
        papers = ("small", "each", "neutral", "file", "ask", "data", "field", *OTHER_DOCUMENTS)
        if units and all(unit.only(*papers) for unit in units):
            kinds = OTHER_DOCUMENTS if source else ("otherdoc", "deliverynote", "pagekind")
            others = any(unit.carries(*kinds) for unit in units)
            if others and any(unit.carries("small", "each") for unit in units):
                self.other_documents = self.other_documents or text[units[0].start : units[-1].end]

    def _units(self, text: str) -> tuple[Unit, ...]:
        return read(text, self.language)

    def _chunks(self, text: str) -> tuple[str, ...]:
        return chunks(text, self.language)


def _told(asked: Asked, instruction: str) -> Asked:
    """The field with one more thing said about it."""
    return replace(asked, instruction=f"{asked.instruction}; {instruction}" if asked.instruction else instruction)
