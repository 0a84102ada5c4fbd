"""What a prompt asks and says, gathered clause by clause: the members of its lists, its orders and its talk."""

import re
from dataclasses import dataclass, replace

from .lexicon import Unit, fold, read
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
    is_field,
    is_order,
    role_of,
    shared_head,
    source_units,
)

_WHOLE = ("data", "invoice", "file", "only", "column", "header")
_ALL = re.compile(r"^(?:all|tous|tout|tod|tutt|wszystk|все|всю|բոլոր)")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a heading or the words before give to the members of a list."""

    group: str | None = None
    role: str = ""
    role_words: str = ""


class Gathering:
    """Fields, orders and talk so far; one is made for one prompt."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.asked: list[Asked] = []
        self.said: list[str] = []
        self.everything = self.all_lines = False
        self.other_documents = ""

    def take_list(self, text: str, scope: Scope, *, asked: bool, line: bool = False) -> bool:
        """Reads a row of chunks; True where it gave a field."""
        members = self._chunks(text)
        if not self._is_list(text, members, asked=asked, line=line):
            self.take_talk(text)
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
            if not told and self.rename_last(member):
                continue
            if is_order(member, self.language) or (told and not is_field(member, self.language)):
                if not told and len(self.asked) > since and self._units(member)[0].carries("as", "if", "example"):
                    self.instruct_last(member)
                else:
                    told.append(member)
                continue
            self._flush(text, told)
            if len(self.asked) > since and self._continues(member):
                self.instruct_last(member)
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
            self.take_order(text[start : text.rfind(told[-1]) + len(told[-1])])
            told.clear()

    def _chunk(self, chunk: str, scope: Scope, *, joined: bool, since: int, listed: bool, alone: bool) -> Scope:
        """Reads one member of a list; gives the scope that holds for the members behind it."""
        units = self._units(chunk)
        self.note_sources(chunk)
        bracket = brackets(chunk)
        if bracket is not None and self._expand(chunk, bracket):
            return scope
        marker = marker_in(units, chunk)
        if marker is not None:
            ahead, behind = chunk[: units[marker.first].start], chunk[units[marker.last].end :].strip(" :,-")
            inner = Scope(marker.group)
            if is_field(ahead, self.language):
                self.take_field(field_in(ahead, self.language, listed=listed), inner)
                self._reach_back(since, marker.group)
                if behind:
                    self.instruct_last(behind)
                return scope
            behind = self.without_with(behind)
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
            self.take_field(replace(found, joined=joined), scope)
        elif any(not unit.only(*EMPTY, "field", "each", *DOCUMENTS) for unit in units):
            self.said.append(chunk)
        return scope

    def without_with(self, text: str) -> str:
        """The text without the 'with' that opens a list."""
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
        scope = Scope(group)
        if group is None and party is not None:
            scope = Scope(None, role_of(party), head[party.start : party.end])
        return self.take_list(inside, scope, asked=True)

    # What is collected

    def take_field(self, asked: Asked | None, scope: Scope) -> None:
        """Takes a field, with what its surroundings give to it."""
        if asked is not None:
            self.asked.append(replace(asked, group=scope.group, role=scope.role, role_words=scope.role_words))

    def instruct_last(self, instruction: str) -> None:
        """Takes one more thing said about the last field."""
        self.asked[-1] = instructed(self.asked[-1], instruction)

    def take_talk(self, text: str) -> None:
        """Takes words that ask for no field and order nothing."""
        self.said.append(text)

    def take_order(self, text: str) -> None:
        """Takes words that say how."""
        self.said += [text.strip(" ,;")] if text.strip(" ,;") else []

    def _reach_back(self, since: int, group: str) -> None:
        """'description, quantity and price for each line item': the members before belong to the lines too."""
        for index in range(len(self.asked) - 1, since - 1, -1):
            meaning = meaning_of(self.asked[index].phrase, self.language)
            if meaning.invoice is not None and meaning.line is None:
                return
            self.asked[index] = replace(self.asked[index], group=group)

    def rename_last(self, text: str) -> bool:
        """'… and put it in a column called "Beleg Nr"', 'name the column Net': names the field before."""
        told = [unit for unit in self._units(text) if not unit.only("small", "join", "do")]
        if not self.asked or self.asked[-1].name or not told or not told[0].carries("named"):
            return False
        name = given_name(text[told[0].start :], self.language)
        if name:
            self.asked[-1] = replace(self.asked[-1], name=name)
        return bool(name)

    def note_sources(self, text: str) -> None:
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


def instructed(asked: Asked, instruction: str) -> Asked:
    """The field with one more thing said about it."""
    return replace(asked, instruction=f"{asked.instruction}; {instruction}" if asked.instruction else instruction)
