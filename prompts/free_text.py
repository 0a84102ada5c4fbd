"""Free text → what is asked and what is said: field phrases in the user's order, and orders, each verbatim.

Every clause is one of four: a request ('Extract number and date'), a list ('number, date'), an order ('dates as ISO')
or talk. Words that are neither function words nor part of a field stay: in an instruction, or in `said`.
What the words mean is decided in meaning.py (fields) and instructions.py (orders).
"""

import re
from dataclasses import dataclass, replace

from ..schemas.fields import LINE_ITEMS
from .dates import DATE_PATTERN
from .lexicon import Unit, fold, language_of, read, speaks_of, word_set
from .meaning import VAT_BREAKDOWN, Meaning, meaning_of
from .splitting import Line, lines, pieces, quoted, sentences, top_level

MOST_WORDS = 9
"""A phrase of more words than this names no field."""


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
    """True where a verb asks ('extract', 'I need')."""
    other_documents: bool = False
    """True where the values are to come from other papers than invoices ('from these delivery notes')."""


def take_apart(text: str) -> Request:
    """The prompt's fields, orders and talk."""
    language = language_of(text)
    reader = _Reader(language)
    found = lines(text)
    for line in found:
        reader.line(line, alone=len(found) == 1)
    return Request(
        language,
        tuple(reader.asked),
        tuple(reader.said),
        reader.everything,
        reader.all_lines,
        reader.explicit,
        reader.other_documents,
    )


_ROLES = ("seller", "buyer", "bill", "ship", "delivery")
_DOCUMENTS = frozenset({"invoice", "file", "creditnote"})
_OTHER_DOCUMENTS = frozenset({"otherdoc", "pagekind", "deliverynote", "order", "contract"})
_EMPTY = frozenset({"small", "join", "greet", "neutral", "ask"})
_LEAD = frozenset(word_set("small greet each file invoice neutral only do join header creditnote"))
_ORDER_STARTS = word_set(
    "do skip format if without prefer must row decimals symbol upper missing empty zero negative plain iso as"
) | {"american", "european", "integer", "page", "example", "oneof"}
_ACTS = _ORDER_STARTS | {"two", "three", "four"}
_MODIFIERS = word_set("as format if example only oneof must prefer do missing zero empty skip row")
_VALUE_FORMS = word_set("iso upper american european decimals integer plain symbol negative")
_SOURCES = word_set(
    "from in on out of for aus auf von in im dans sur depuis desde en nel nella nelle dalla dalle dai "
    "sulla sulle uit op van nas nos das dos na no z ze w из с со в на"
)
_ALL = re.compile(r"^(?:all|tous|tout|tod|tutt|wszystk|все|всю|բոլոր)")
_ARROW = re.compile(r"\s*(?:→|⇒|➔|➜|-+>|=+>)\s*")
_DEFINITION = re.compile(r"\s*(?::\s+|:$|\s[-–—]\s+|\t+|\s=\s)\s*")
_BRACKETS = re.compile(r"\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*")
_CUT = re.compile(r"\s*[,;|\t]\s*(?!\d)|(?<!\d)\s*,\s*|\s+[/&+]\s+|\s*\n\s*|،|、")
_QUOTE = re.compile(r"[\"“”„«»‘`']([^\"“”„«»’`']{2,50})[\"“”»«’`']")
_CURRENCY_CODE = re.compile(r"^(?:in |en |em |w |в )?(?:[A-Z]{3}|[€$£%])$")


class _Reader:
    """Collects while it reads; one is made for one prompt."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.asked: list[Asked] = []
        self.said: list[str] = []
        self.everything = self.all_lines = self.explicit = self.other_documents = False
        self._rules = False
        self._group: str | None = None
        self._role = self._role_words = ""

    def line(self, line: Line, *, alone: bool) -> None:
        if line.gap and not line.bullet:
            self._open("", None)
        if line.heading:
            self._heading(line.text)
        elif self._rules:
            self.said.append(line.text)
        elif line.bullet or not alone:
            self._member(line.text, bullet=line.bullet)
        else:
            self._sentences(line.text, listed=False)

    # Lines

    def _open(self, role: str, group: str | None, words: str = "", *, rules: bool = False) -> None:
        self._role, self._group, self._role_words, self._rules = role, group, words, rules

    def _heading(self, text: str) -> None:
        units = self._units(text)
        concepts = {concept for unit in units for concept in unit.concepts}
        group = _group_named(units)
        body = text[units[-1].end :] if units else text
        things = [
            unit
            for unit in units
            if not unit.carries(*_EMPTY, *_DOCUMENTS, "each", "field", "column", "data", "header")
        ]
        inner = [
            unit for unit in things if not unit.carries("lineitem", "line", "item", "breakdown", "vat", "rate", "tax")
        ]
        if speaks_of("rules", text, self.language) and not any(unit.carries("ask") for unit in units):
            self._open("", None, rules=True)
            if any(not unit.concepts for unit in units):
                self.said.append(text)
        elif group is not None and not inner:
            self.explicit = True
            self._open("", group)
        elif len(inner) == 1 and inner[0].carries(*_ROLES) and "ask" not in concepts:
            role = next(role for role in _ROLES if inner[0].carries(role))
            self._open(role, None, text[inner[0].start : inner[0].end])
        elif not things:
            self.explicit = self.explicit or bool(concepts & {"ask", "field", "column", "data", "header"})
            self._sources(units)
            self._open("", None)
        else:
            self._open("", None)
            self._sentences(text, listed=False)
            self._open("", group if not body and units and units[-1].carries("lineitem", "line", "item") else None)

    def _member(self, text: str, *, bullet: bool) -> None:
        """One bullet or one line of several."""
        units = self._units(text)
        if len(sentences(text)) == 1 and self._is_order(text, units):
            self._order(text)
        elif not any(unit.carries("ask") for unit in units[:3]) and self._definition(text, listed=True):
            return
        elif len(sentences(text)) > 1 or len(units) > MOST_WORDS or len(self._chunks(text)) > 1:
            self._sentences(text, listed=bullet)
        else:
            self._clause(
                text.rstrip(" .;,"), listed=bullet or not any(unit.carries("ask") for unit in units), line=True
            )

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
        if not text or (units and all(unit.carries("greet", "small", "join") for unit in units)):
            return False
        if self._rename(text, units):
            return False
        lead, body = self._lead(text, units)
        asking = bool(lead)
        if not asking and self._is_order(text, units):
            self._order(text)
            return False
        self.explicit = self.explicit or asking
        if lead and any(not unit.concepts for unit in self._units(lead)):
            self.said.append(lead.strip(" ,:"))
        body_units = self._units(body)
        self._sources(self._units(lead))
        if asking and not body_units:
            self.everything = self.everything or any(unit.carries("data", "invoice") for unit in self._units(lead))
            return True
        if self._is_order(body, body_units):
            self._order(text if not any(unit.carries("greet") for unit in units) else body)
            return False
        if self._definition(body, listed=listed or asking or line):
            return True
        return self._list(body, asked=listed or asking, line=line) or asking

    def _lead(self, text: str, units: tuple[Unit, ...]) -> tuple[str, str]:
        """The words that ask ('Please extract the following fields from each invoice:') and the rest."""
        last = -1
        source = bool(units) and (units[0].carries("each") or fold(text[units[0].start : units[0].end]) in _SOURCES)
        for index, unit in enumerate(units):
            if unit.carries("ask"):
                last = index
                break
            if unit.carries("if", "without", "skip", "row", "must", "named"):
                return "", text
            if unit.concepts and not unit.carries(*_LEAD) and not source:
                break
        if last < 0:
            return "", text
        while last + 1 < len(units) and units[last + 1].carries("ask", "small", "field", "column", "join"):
            if "," in text[units[last].end : units[last + 1].start] and units[last + 1].carries("join"):
                break
            last += 1
        end = units[last].end
        colon = re.search(r":\s", text[end:])
        if colon is not None:
            between = self._units(text[end : end + colon.start()])
            if all(
                unit.carries(*_EMPTY, *_DOCUMENTS, *_OTHER_DOCUMENTS, "each", "field", "column", "data", "header")
                for unit in between
            ):
                end += colon.end()
        return text[:end], text[end:].strip(" ,:")

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
        members = self._chunks(right)
        fields = sum(self._is_field(member) for member in members)
        things = [
            unit
            for unit in units
            if not unit.carries(*_EMPTY, *_DOCUMENTS, "each", "field", "column", "data", "header")
        ]
        group = _group_named(units)
        colon = ":" in cut.group()
        if (colon and speaks_of("rules", left, self.language) and not (things and self._is_field(left) and listed)) or (
            any(unit.carries("dates", "amounts") for unit in units) and self._has_act(right)
        ):
            self.said.append(text)
        elif colon and not things and fields:
            self.explicit = True
            self._list(right, asked=True)
        elif (
            colon
            and group is not None
            and fields
            and all(unit.carries("lineitem", "line", "item", "breakdown") for unit in things)
        ):
            self.explicit = True
            self._list(right, asked=True, group=group)
        elif colon and len(things) == 1 and things[0].carries(*_ROLES) and fields == len(members) and fields > 1:
            role = next(role for role in _ROLES if things[0].carries(role))
            self._list(right, asked=True, role=role, role_words=left)
        elif listed or self._is_field(left):
            asked = self._field(left, listed=True)
            if asked is None:
                return False
            given = quoted(right)
            self._add(replace(asked, name=given) if given and not asked.name else _told(asked, right))
        else:
            return False
        return True

    # Lists

    def _list(
        self,
        text: str,
        *,
        asked: bool,
        group: str | None = None,
        role: str = "",
        role_words: str = "",
        line: bool = False,
    ) -> bool:
        """Reads a row of chunks; True where it gave a field."""
        chunks = self._chunks(text)
        fields = sum(self._is_field(chunk) for chunk in chunks)
        whole = len(self._units(text))
        if not asked and not line and (not fields or (fields < len(chunks) and 2 * fields < len(chunks))):
            plain = len(chunks) > 1 and all(len(self._units(chunk)) <= 3 for chunk in chunks)
            if not plain:
                self.said.append(text)
                return False
        if not asked and len(chunks) == 1 and whole > MOST_WORDS:
            self.said.append(text)
            return False
        group = group or self._group
        role, role_words = role or self._role, role_words or self._role_words
        before = len(self.asked)
        joins = self._joins(text)
        pending: list[str] = []
        place = 0
        for index, chunk in enumerate(chunks):
            place = text.find(chunk, place)
            follows = chunks[index + 1] if index + 1 < len(chunks) else ""
            joined = any(end <= place for end in joins) and place in joins.values() if chunk else False
            if not chunk:
                continue
            units = self._units(chunk)
            if not pending and self._rename(chunk, units):
                continue
            if self._is_order(chunk, units) or (pending and not self._is_field(chunk)):
                if not pending and units and units[0].carries("as", "if", "example") and len(self.asked) > before:
                    self.asked[-1] = _told(self.asked[-1], chunk)
                else:
                    pending.append(chunk)
                continue
            if pending:
                self._order(_span(text, pending))
                pending = []
            if self._tail_of_name(chunk) and len(self.asked) > before:
                self.asked[-1] = replace(self.asked[-1], phrase=f"{self.asked[-1].phrase} {chunk}")
                continue
            chunk = self._shared_head(chunk, follows, text, place)
            group = self._chunk(
                chunk, group=group, role=role, role_words=role_words, joined=joined, since=before, asked=asked
            )
        if pending:
            self._order(_span(text, pending))
        return len(self.asked) > before

    def _chunk(
        self, chunk: str, *, group: str | None, role: str, role_words: str, joined: bool, since: int, asked: bool
    ) -> str | None:
        """Reads one member of a list; gives the group that holds for the members behind it."""
        units = self._units(chunk)
        self._sources(units)
        marker = _marker(units, chunk)
        if marker is not None:
            first, last, named = marker
            ahead, behind = chunk[: units[first].start], chunk[units[last].end :].strip(" :,-")
            if self._is_field(ahead):
                self._add(self._field(ahead, group=named, listed=asked), since=since)
                self._reach_back(since, named)
                if behind and self.asked:
                    self.asked[-1] = _told(self.asked[-1], behind)
                return group
            if behind:
                return self._chunk(behind, group=named, role="", role_words="", joined=joined, since=since, asked=asked)
            if _ALL.match(fold(chunk[units[first].start :])):
                self.all_lines = True
            elif len(self.asked) > since and chunk[: units[first].start].strip() == "":
                self._reach_back(since, named)
                return named
            return named
        bag = {concept for unit in units for concept in unit.concepts} - _EMPTY - {"field", "each"}
        bag = {"data" if concept == "header" else concept for concept in bag}
        inside = _BRACKETS.search(chunk)
        if inside is not None and self._expand(chunk, inside):
            return group
        if any(not unit.concepts for unit in units) or not units:
            pass
        elif "lineitem" in bag and bag <= {"lineitem", "data", "incl", "invoice", "file", "only"}:
            self.all_lines = True
            self.everything = self.everything or ("data" in bag and "incl" in bag)
            return group
        elif bag and bag <= {"data", "invoice", "file", "only", "column"} and (asked or "data" in bag):
            if "data" in bag or not self.asked:
                self.everything = True
            return group
        found = self._field(chunk, group=group, role=role, role_words=role_words, listed=asked)
        if found is None:
            if any(not unit.concepts or not unit.carries(*_EMPTY, "field", "each", *_DOCUMENTS) for unit in units):
                self.said.append(chunk)
            return group
        self._add(replace(found, joined=joined), since=since)
        return group

    def _expand(self, chunk: str, inside: re.Match[str]) -> bool:
        """'line items (description, quantity)', 'vendor (name, VAT ID)'."""
        head, members = chunk[: inside.start()], self._chunks(inside.group(1))
        units = [unit for unit in self._units(head) if not unit.carries(*_EMPTY, "each", "data")]
        if len(members) < 2 or not all(self._is_field(member) for member in members) or not units:
            return False
        group = _group_named(tuple(units))
        if group is not None:
            return self._list(inside.group(1), asked=True, group=group)
        if len(units) == 1 and units[0].carries(*_ROLES):
            role = next(role for role in _ROLES if units[0].carries(role))
            return self._list(inside.group(1), asked=True, role=role, role_words=head[units[0].start : units[0].end])
        return False

    def _field(
        self, chunk: str, *, group: str | None = None, role: str = "", role_words: str = "", listed: bool = True
    ) -> Asked | None:
        """The chunk as a field with its name and instruction; None where it is none."""
        core = self._opened(chunk)
        if not core:
            return None
        whole = quoted(core)
        if whole:
            return Asked(whole, whole, group=group, role=role, role_words=role_words)
        core, name, instruction = self._modifiers(core)
        core = self._bare(core)
        if not core and name:
            core = name
        if not core or len(self._units(core)) > MOST_WORDS * 2:
            return None
        given = quoted(core)
        if given:
            core, name = given, name or given
        elif not name and (quote := _QUOTE.match(core)) and not _letters(core[quote.end() :]):
            core = name = quote.group(1)
        known = self._meaning(core).known
        if not known and not listed and not name:
            return None
        return Asked(core, name, instruction, group, role, role_words)

    def _modifiers(self, core: str) -> tuple[str, str, str]:
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
        for bracket in list(_BRACKETS.finditer(core))[::-1]:
            inside = bracket.group(1).strip()
            if not inside or self._part_of_name(inside):
                continue
            given = self._given_name(inside)
            if given and not name:
                name = given
            else:
                told.insert(0, inside)
            core = f"{core[: bracket.start()]} {core[bracket.end() :]}".strip()
        units = self._units(core)
        start = self._modifier_start(core, units)
        if start is not None:
            rest = core[start:].strip(" ,:")
            given = self._given_name(rest)
            core = core[:start].strip(" ,:-")
            if given and not name:
                name = given
                after = rest[rest.find(given) + len(given) :].strip(" \"'”“»«’,")
                if _letters(after):
                    told.append(after)
            else:
                told.append(rest)
        return core, name, "; ".join(told)

    def _modifier_start(self, core: str, units: tuple[Unit, ...]) -> int | None:
        pattern = DATE_PATTERN.search(core)
        for index, unit in enumerate(units):
            if index == 0 or not any(self._thing(before) for before in units[:index]):
                continue
            at = index
            if unit.carries("without") and self._meaning(core[units[index].start :]).concepts & {"net", "gross"}:
                continue
            if unit.carries(*_VALUE_FORMS) or (pattern is not None and unit.start == pattern.start()):
                while at > 1 and (
                    units[at - 1].carries("small", "two", "three", "four", "without")
                    or not _letters(_text(core, units[at - 1]))
                ):
                    at -= 1
                return units[at].start
            if unit.carries(*_MODIFIERS, "named", "without"):
                if unit.carries("do") and at and units[at - 1].carries("small", "join"):
                    at -= 1
                return units[at].start
            if fold(_text(core, unit)) in _SOURCES and index + 1 < len(units):
                rest = core[unit.start :].strip()
                if _CURRENCY_CODE.match(rest) or units[index + 1].carries(*_VALUE_FORMS, "format"):
                    return unit.start
        return None

    def _given_name(self, text: str) -> str:
        """The column name in 'as "Inv"', 'called Net', 'column: RE', '→ RE'; '' where there is none."""
        units = self._units(text)
        if not units:
            return ""
        rest = text[units[0].end :].strip(" :=")
        more = self._units(rest)
        while len(more) > 1 and more[0].carries("named", "column", "small") and quoted(rest) is None:
            rest = rest[more[0].end :].strip(" :=")
            more = self._units(rest)
        if units[0].carries("named") or (units[0].carries("column") and len(units) > 1):
            quote = _QUOTE.match(rest)
            return quote.group(1).strip() if quote else rest.strip(" .\"'")[:50]
        if units[0].carries("as"):
            quote = _QUOTE.match(rest)
            if quote:
                return quote.group(1).strip()
            words = rest.split()
            plain = all(not unit.concepts or unit.tail for unit in self._units(rest)) or rest.isupper()
            if 1 <= len(words) <= 2 and rest[:1].isupper() and plain and not DATE_PATTERN.search(rest):
                return rest
        return quoted(text) or ""

    def _part_of_name(self, inside: str) -> bool:
        """True for brackets that belong to the name: 'Total (incl. VAT)', 'Amount (EUR)', 'VAT (%)'."""
        if _CURRENCY_CODE.match(inside):
            return True
        units = self._units(inside)
        money = ("net", "gross", "vat", "tax", "rate", "incl", "excl", "without", "small")
        return bool(units) and all(unit.carries(*money) for unit in units)

    # Orders

    def _is_order(self, text: str, units: tuple[Unit, ...]) -> bool:
        """True where the words say how, not what."""
        told = [unit for unit in units if not unit.carries("small", "greet", "join")]
        while told and told[0].carries("neutral", "each") and len(told) > 1:
            told = told[1:]
        if not told:
            return False
        first = told[0]
        carried = {concept for unit in told for concept in unit.concepts}
        acts = carried & _ACTS or DATE_PATTERN.search(text)
        asks = next((index for index, unit in enumerate(told) if unit.carries("ask")), None)
        if first.carries("do") and asks is not None and asks <= 2 and not carried & {"without", "skip", "if"}:
            return False
        if first.carries("only"):
            return (
                bool(carried & {"page", "pagekind"})
                or (
                    asks is None and all(unit.carries("only", "each", *_DOCUMENTS, "otherdoc", "must") for unit in told)
                )
                or (asks is not None and asks > 1)
            )
        if first.carries("without") and len(told) > 1 and asks == 1:
            return True
        if first.carries("named"):
            return False
        if first.carries(*_ORDER_STARTS):
            if (
                first.carries("zero", "empty", "negative", "page", "plain", "example")
                and len(told) > 1
                and self._thing(told[1])
            ):
                return bool(carried & {"if", "missing", "skip", "must", "do", "only"})
            return True
        if first.carries("dates", "amounts", "data", "column", "field") and acts and len(told) > 1:
            return True
        if "row" in carried and carried & {"each"}:
            return True
        if first.carries("creditnote") and carried & {"negative", "must", "do", "as"}:
            return True
        if first.carries("pagekind", "otherdoc", "deliverynote") and carried & {"skip", "must"}:
            return True
        if asks is None and "must" in carried and not first.carries("must"):
            return True
        digits = not _letters(_text(text, first))
        return (digits or first.carries("two", "three", "four")) and len(told) > 1 and told[1].carries("decimals", "if")

    def _order(self, text: str) -> None:
        text = text.strip(" ,;")
        if text:
            self.said.append(text)

    def _has_act(self, text: str) -> bool:
        return DATE_PATTERN.search(text) is not None or any(unit.carries(*_ACTS) for unit in self._units(text))

    def _rename(self, text: str, units: tuple[Unit, ...]) -> bool:
        """'… and put it in a column called "Beleg Nr"', 'name the column Net': names the field before."""
        if not self.asked:
            return False
        told = [unit for unit in units if not unit.carries("small", "join", "do")]
        if not told or not told[0].carries("named"):
            return False
        name = self._given_name(text[told[0].start :])
        if not name or self.asked[-1].name:
            return False
        self.asked[-1] = replace(self.asked[-1], name=name)
        return True

    # Words

    def _units(self, text: str) -> tuple[Unit, ...]:
        return read(text, self.language)

    def _meaning(self, phrase: str) -> Meaning:
        return meaning_of(phrase, self.language)

    def _thing(self, unit: Unit) -> bool:
        return (not unit.concepts) or not unit.carries(*_EMPTY, *_ACTS, "each", "only", "named")

    def _is_field(self, chunk: str) -> bool:
        core = self._bare(chunk)
        units = self._units(core)
        if not units or len(units) > 2 * MOST_WORDS or self._is_order(core, units):
            return False
        if quoted(core):
            return True
        core = self._bare(self._modifiers(self._opened(chunk))[0])
        meaning = self._meaning(core)
        return meaning.known and len(self._units(core)) <= MOST_WORDS and meaning.strange <= 3

    def _opened(self, chunk: str) -> str:
        """The chunk without the articles, asking words and source document before it."""
        text = chunk.strip(" \t.,;:·*_")
        while True:
            units = self._units(text)
            if not units:
                return text if quoted(text) else ""
            begin = 0
            while begin < len(units) - 1 and units[begin].carries(
                "small", "ask", "join", "greet", "each", "only", "field"
            ):
                begin += 1
            opened = self._context(text, units)
            if opened is not None:
                text = opened.strip(" ,:;")
                continue
            if begin == 0:
                break
            start = units[begin].start
            quote = text[start - 1] if start else ""
            text = text[start - 1 if quote and quote in "\"“„«»‘'(`" else start :]
        if len(units) == 1 and units[0].carries("small", "ask", "join", "greet", "each"):
            return ""
        return text.strip(" \t.,;:")

    def _bare(self, chunk: str) -> str:
        """The chunk without articles, asking words and the document it is to come from, before it and behind it."""
        text = self._opened(chunk)
        units = self._units(text)
        end = len(units)
        while end > 1 and units[end - 1].carries("small", "join", "greet"):
            end -= 1
        if end < len(units):
            kept = text[: units[end - 1].end]
            text = kept if len(_letters(text[units[end - 1].end :])) < 12 else text
        return text.strip(" \t.,;:")

    def _context(self, text: str, units: tuple[Unit, ...]) -> str | None:
        """The chunk without 'of each invoice' behind it or 'from these invoices' before it; None: nothing to take."""
        for first in range(len(units) - 1, 0, -1):
            behind = units[first:]
            if all(
                unit.carries("small", "each", "neutral", "file", "invoice", "creditnote", *_OTHER_DOCUMENTS)
                for unit in behind
            ):
                nouns = [unit for unit in behind if unit.carries(*_DOCUMENTS, *_OTHER_DOCUMENTS)]
                source = units[first].carries("small") and fold(_text(text, units[first])) in _SOURCES - {
                    "of",
                    "von",
                    "for",
                    "van",
                }
                every = any(unit.carries("each", "file") for unit in behind) or any(
                    _plural(_text(text, unit)) for unit in nouns
                )
                inner = any(self._thing(unit) for unit in units[:first])
                if nouns and inner and units[first].carries("small", "each") and (every or source):
                    if first and units[first - 1].carries("small") and first > 1:
                        continue
                    self._sources(behind)
                    return text[: units[first].start]
        if len(units) > 2 and (units[0].carries("each") or fold(_text(text, units[0])) in _SOURCES):
            for last in range(1, min(len(units) - 1, 6)):
                if units[last].carries(*_DOCUMENTS, *_OTHER_DOCUMENTS):
                    after = units[last + 1]
                    breaks = text[units[last].end : after.start].strip(" ") != "" or after.carries("small", "each")
                    if breaks and all(unit.carries("small", "each", "neutral", "file") for unit in units[:last]):
                        self._sources(units[: last + 1])
                        return text[units[last].end :]
                    return None
        return None

    def _sources(self, units: tuple[Unit, ...]) -> None:
        """Takes note where the values are to come from papers that are no invoices."""
        if any(unit.carries("otherdoc") for unit in units) and not any(unit.carries("skip", "only") for unit in units):
            self.other_documents = True
        if units and all(
            unit.carries("small", "each", "neutral", "file", "ask", *_OTHER_DOCUMENTS, "data", "field")
            for unit in units
        ):
            self.other_documents = self.other_documents or any(
                unit.carries(*_OTHER_DOCUMENTS) and unit.carries("otherdoc", "deliverynote", "pagekind")
                for unit in units
            )

    def _chunks(self, text: str) -> tuple[str, ...]:
        cuts = [match.span() for match in _CUT.finditer(text) if match.end() > match.start()]
        cuts += [(unit.start, unit.end) for unit in self._units(text) if unit.carries("join")]
        return tuple(piece for piece in pieces(text, tuple(cuts)) if piece.strip(" .,;:"))

    def _joins(self, text: str) -> dict[int, int]:
        """End of each 'and' → where the next word starts."""
        units = self._units(text)
        return {unit.end: units[index + 1].start for index, unit in enumerate(units[:-1]) if unit.carries("join")}

    def _tail_of_name(self, chunk: str) -> bool:
        """True for ', without VAT' and ', incl. tax' behind an amount."""
        units = self._units(chunk)
        return (
            bool(units)
            and units[0].carries("incl", "excl", "without")
            and self._meaning(chunk).concepts <= {"net", "gross"}
        )

    def _shared_head(self, chunk: str, follows: str, text: str, place: int) -> str:
        """'invoice and due date' → 'invoice date'; 'Rechnungs- und Lieferdatum' → 'Rechnungsdatum'."""
        after = text[place + len(chunk) :]
        if not follows or not after.strip():
            return chunk
        next_units = self._units(self._bare(follows))
        joined = any(unit.carries("join") for unit in self._units(after)[:1])
        bare = self._bare(follows)
        if chunk.endswith("-") and next_units:
            last = _text(bare, next_units[-1])
            for start in range(2, len(last) - 2):
                unit = self._units(last[start:])[0]
                if unit.concepts and unit.end == len(last) - start and not unit.carries("small", "join", "ask"):
                    return chunk[:-1] + last[start:]
            return chunk
        units = [unit for unit in self._units(chunk) if not unit.carries("small", "neutral", "ask", "each")]
        if not joined or len(units) != 1 or len(next_units) < 2 or self.language not in ("en", "de", "nl"):
            return chunk
        modifies = units[0].carries("invoice", "bill", "ship", "delivery", "order", "start", "end", "issue")
        party = (
            units[0].carries("seller", "buyer")
            and next_units[0].carries("seller", "buyer")
            and not next_units[-1].carries("name")
        )
        if modifies and self._meaning(bare).known:
            return f"{chunk} {_text(bare, next_units[-1])}"
        return f"{chunk} {bare[next_units[1].start :]}" if party else chunk

    # Results

    def _add(self, asked: Asked | None, *, since: int = 0) -> None:
        if asked is not None:
            self.asked.append(asked)

    def _reach_back(self, since: int, group: str) -> None:
        """'description, quantity and price for each line item': the members before belong to the lines too."""
        for index in range(len(self.asked) - 1, since - 1, -1):
            meaning = self._meaning(self.asked[index].phrase)
            if meaning.invoice is not None and meaning.line is None:
                return
            self.asked[index] = replace(self.asked[index], group=group)


def _marker(units: tuple[Unit, ...], text: str) -> tuple[int, int, str] | None:
    """First and last unit of 'for each line item', 'je Position', 'line items with', and the group they name."""
    for index, unit in enumerate(units):
        if unit.carries("each"):
            last = index
            while last + 1 < len(units) and units[last + 1].carries("small", "neutral", "invoice", "vat", "tax"):
                last += 1
            noun = last + 1
            if noun < len(units) and units[noun].carries("lineitem", "line", "item"):
                while noun + 1 < len(units) and units[noun + 1].carries("item", "line", "lineitem"):
                    noun += 1
                first = index
                while first and units[first - 1].carries("small"):
                    first -= 1
                return first, noun, LINE_ITEMS
            if (
                noun < len(units)
                and units[noun].carries("rate", "breakdown")
                and any(u.carries("vat", "tax") for u in units[index : noun + 1])
            ):
                first = index
                while first and units[first - 1].carries("small"):
                    first -= 1
                return first, noun, VAT_BREAKDOWN
    things = [index for index, unit in enumerate(units) if not unit.carries("small", "neutral", "each")]
    if len(things) > 2 and units[things[0]].carries("lineitem", "breakdown"):
        opener = units[things[1]]
        named = LINE_ITEMS if units[things[0]].carries("lineitem") else VAT_BREAKDOWN
        if opener.carries("incl", "ask", "example", "data"):
            return things[0], things[1], named
    if len(things) > 1 and units[things[0]].carries("lineitem", "breakdown") and things[1] > things[0] + 1:
        between = text[units[things[0]].end : units[things[1]].start]
        if re.search(r"such as|:|\(", between) and not between.strip().startswith("("):
            return things[0], things[1] - 1, LINE_ITEMS if units[things[0]].carries("lineitem") else VAT_BREAKDOWN
    return None


def _group_named(units: tuple[Unit, ...]) -> str | None:
    """The repeating group a heading names: 'Line items', 'For each line item', 'VAT breakdown'."""
    if any(unit.carries("lineitem") for unit in units):
        return LINE_ITEMS
    if any(unit.carries("breakdown") for unit in units):
        return VAT_BREAKDOWN
    each = next((index for index, unit in enumerate(units) if unit.carries("each")), None)
    if each is None:
        return None
    if any(unit.carries("line", "item") for unit in units[each:]):
        return LINE_ITEMS
    return VAT_BREAKDOWN if any(unit.carries("rate") for unit in units[each:]) else None


def _told(asked: Asked, instruction: str) -> Asked:
    """The field with one more thing said about it."""
    return replace(asked, instruction=f"{asked.instruction}; {instruction}" if asked.instruction else instruction)


def _span(text: str, members: list[str]) -> str:
    """The text from the first to the last of the members, verbatim."""
    start = text.find(members[0])
    end = text.rfind(members[-1]) + len(members[-1])
    return text[start:end]


def _text(text: str, unit: Unit) -> str:
    return text[unit.start : unit.end]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _plural(word: str) -> bool:
    return fold(word) in {
        "invoices",
        "bills",
        "receipts",
        "rechnungen",
        "belege",
        "belegen",
        "factures",
        "facturas",
        "fatture",
        "facturen",
        "faturas",
        "faktur",
        "faktury",
        "счетов",
        "счета",
        "documents",
        "credit notes",
    }
