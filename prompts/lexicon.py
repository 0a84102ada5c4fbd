"""The words that prompts are written in, language by language: words/*.toml, one file each.

A reading is the text as a row of units, each with the concepts its words carry ('invoice', 'date', 'skip', …). What a
combination of concepts means is decided elsewhere: meaning.py for fields, instructions.py for orders.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "hy")
"""In the order in which they are preferred where a text could be several."""

COMPOUNDING = frozenset({"de", "nl"})
"""Languages that write 'invoice date' as one word."""

OTHER_SCRIPTS = frozenset({"ru", "hy"})
"""Languages whose words cannot be taken for those of another."""

SCRIPTS = (("а", "я", "ru"), ("ա", "և", "hy"))
"""First and last letter of a script → its language here."""

FUNCTION_CONCEPTS = frozenset({"small", "join", "ask", "greet"})
"""Words that tell the language but not the subject; they are not looked up in other languages than the text's own."""

PASSAGE_CONCEPTS = frozenset({"rules", "task", "inject"})
"""What a whole passage is; the same words may carry another concept where they stand in a field."""

LONGEST_PHRASE = 6
"""Words in the longest phrase that is looked up."""

DETECTION_WORDS = 200
"""The language is told from so many words at the start."""

_LINKS = ("", "s", "es", "n", "en", "e")
_WORD = re.compile(r"[^\W_]+|[%#№€$֏]")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUE = re.compile(r"[\s'’`.\-_/‑]*")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of the text and what it carries."""

    start: int
    end: int
    """Place in the text: text[start:end]."""
    concepts: tuple[str, ...]
    """Empty for a word nobody knows; several for a compound ('Rechnungsdatum': invoice, date)."""
    tail: str = ""
    """For an unknown compound, the concept of its last part ('Zählernummer': number)."""

    def carries(self, *concepts: str) -> bool:
        """True where it carries one of the concepts."""
        return not set(self.concepts).isdisjoint(concepts)

    def only(self, *concepts: str) -> bool:
        """True where it is known and carries nothing but the concepts."""
        return bool(self.concepts) and set(self.concepts) <= set(concepts)


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    phrases: Mapping[str, str]
    """Folded words, joined by blanks → concept."""
    stems: Mapping[str, str]
    """Folded beginnings of single words → concept."""
    patterns: tuple[tuple[tuple[str, ...], str], ...]
    """Phrases of several words of which some may have any ending (those end in '*')."""
    passages: Mapping[str, tuple[str, ...]]
    """Passage concept → its folded phrases."""


def word_set(listed: str) -> frozenset[str]:
    """The words of a list separated by blanks."""
    return frozenset(listed.split())


def fold(word: str) -> str:
    """The form in which words are compared: no case, no accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Words:
    """One language, loaded when first needed: an English prompt touches no other file.

    Raises:
        ValueError: a phrase stands twice in the file.
    """
    return _load(language)


@lru_cache(maxsize=256)
def language_of(text: str) -> str:
    """ISO 639-1 code of the language most of the words are from; 'en' where nothing tells."""
    words = [fold(match.group()) for match in _WORD.finditer(text)][:DETECTION_WORDS]
    for first, last, language in SCRIPTS:
        if any(first <= char <= last for char in text):
            return language
    english = words_of("en").phrases
    if all(word in english or word.rstrip("s") in english for word in words):
        return "en"
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for language in LANGUAGES:
        known = words_of(language)
        for word in words:
            concept = known.phrases.get(word) or _stem(word, known)
            if concept is not None:
                scores[language] += 1.5 if concept in FUNCTION_CONCEPTS else 1.0
            elif language in COMPOUNDING and len(word) > 7 and _compound(word, known):
                scores[language] += 1.0
        scores[language] += sum(f"{first} {second}" in known.phrases for first, second in pairwise(words))
    best = max(scores.values())
    return next(language for language in LANGUAGES if scores[language] == best)


@lru_cache(maxsize=4096)
def read(text: str, language: str = "en") -> tuple[Unit, ...]:
    """The text as units, longest phrases first; words of the given language win, then English, then the others."""
    spans = _spans(text)
    folded = [fold(text[start:end]) for start, end in spans]
    near = tuple(dict.fromkeys((language, "en")))
    far = tuple(other for other in LANGUAGES if other not in near)
    units: list[Unit] = []
    at = 0
    while at < len(spans):
        glued = _glued(text, spans, at)
        count, concepts, tail = _match(folded, at, glued, near, far)
        units.append(Unit(spans[at][0], spans[at + count - 1][1], concepts, tail))
        at += count
    return tuple(_settle_no(text, units))


def concepts_of(units: Iterable[Unit]) -> frozenset[str]:
    """All concepts the units carry."""
    return frozenset(concept for unit in units for concept in unit.concepts)


def speaks_of(passage: str, text: str, language: str) -> bool:
    """True where the text holds a phrase of the passage concept, in its own language or in English."""
    words = f" {' '.join(fold(match.group()) for match in _WORD.finditer(text))} "
    return any(
        f" {phrase.rstrip('*')}" in words if phrase.endswith("*") else f" {phrase} " in words
        for other in dict.fromkeys((language, "en"))
        for phrase in words_of(other).passages.get(passage, ())
    )


def _load(language: str) -> Words:
    text = (files(__package__ or "") / "words" / f"{language}.toml").read_text("utf-8")
    phrases: dict[str, str] = {}
    stems: dict[str, str] = {}
    patterns: list[tuple[tuple[str, ...], str]] = []
    passages: dict[str, tuple[str, ...]] = {}
    for concept, listed in tomllib.loads(text).items():
        if concept in PASSAGE_CONCEPTS:
            passages[concept] = tuple(
                " ".join(fold(word) for word in phrase.split()) for phrase in str(listed).split(",")
            )
            continue
        for phrase in str(listed).split(","):
            words = tuple(fold(word) for word in phrase.split())
            if not words:
                continue
            key = " ".join(words)
            if "*" not in key:
                if phrases.get(key, concept) != concept:
                    raise ValueError(f"words/{language}.toml: '{key}' is both {phrases[key]} and {concept}")
                phrases[key] = concept
            elif len(words) == 1:
                stems[key.rstrip("*")] = concept
            else:
                patterns.append((words, concept))
    return Words(phrases, stems, tuple(patterns), passages)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the words stand; 'invoiceNumber' and 'VATAmount' are two words each."""
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        word = match.group()
        cuts = [0, *(hump.start() for hump in _HUMPS.finditer(word)), len(word)]
        parts = list(pairwise(cuts))
        if len(parts) > 1 and all(end - start >= 2 for start, end in parts):
            spans.extend((match.start() + start, match.start() + end) for start, end in parts)
        else:
            spans.append(match.span())
    return spans


def _glued(text: str, spans: list[tuple[int, int]], at: int) -> int:
    """How many words from here on are joined by nothing but blanks, dots, hyphens or apostrophes."""
    count = 1
    while (
        count < LONGEST_PHRASE
        and at + count < len(spans)
        and _GLUE.fullmatch(text, spans[at + count - 1][1], spans[at + count][0])
    ):
        count += 1
    return count


def _match(
    folded: list[str], at: int, glued: int, near: tuple[str, ...], far: tuple[str, ...]
) -> tuple[int, tuple[str, ...], str]:
    """Number of words taken, their concepts, and the tail concept of an unknown compound."""
    for languages in (near, far):
        for count in range(glued, 0, -1):
            words = folded[at : at + count]
            key = " ".join(words)
            for language in languages:
                concept = _lookup(key, words, words_of(language), stems=languages is near or language in OTHER_SCRIPTS)
                if concept is None and count == 1 and language == "en" and len(key) > 3 and key.endswith("s"):
                    concept = words_of("en").phrases.get(key[:-1])
                if concept is not None and not (languages is far and concept in FUNCTION_CONCEPTS):
                    return count, (concept,), ""
        word = folded[at]
        for language in languages:
            if language in COMPOUNDING and len(word) > 6 and (parts := _compound(word, words_of(language))):
                return 1, parts, ""
    tail = next((tail for language in (*near, *far) if (tail := _tail(folded[at], language))), "")
    return 1, (), tail


def _lookup(key: str, words: list[str], known: Words, *, stems: bool) -> str | None:
    if (concept := known.phrases.get(key)) is not None or not stems:
        return concept
    if len(words) == 1:
        return _stem(key, known)
    for pattern, concept in known.patterns:
        if len(pattern) == len(words) and all(
            word.startswith(part[:-1]) if part.endswith("*") else word == part
            for part, word in zip(pattern, words, strict=True)
        ):
            return concept
    return None


def _stem(word: str, known: Words) -> str | None:
    return next((known.stems[word[:end]] for end in range(len(word), 1, -1) if word[:end] in known.stems), None)


def _compound(word: str, known: Words) -> tuple[str, ...]:
    """The concepts of a compound's parts, () where it does not come apart into known words."""

    def part(piece: str) -> str | None:
        concept = known.phrases.get(piece)
        return None if concept in FUNCTION_CONCEPTS or len(piece) < 2 else concept

    def apart(rest: str) -> tuple[str, ...]:
        if (whole := part(rest)) is not None:
            return (whole,)
        for end in range(len(rest) - 2, 2, -1):
            head = part(rest[:end])
            if head is None:
                continue
            for link in _LINKS:
                if rest.startswith(link, end) and len(rest) - end - len(link) >= 2:
                    after = apart(rest[end + len(link) :])
                    if after:
                        return (head, *after)
        return ()

    return apart(word)


def _tail(word: str, language: str) -> str:
    if language not in COMPOUNDING:
        return ""
    phrases = words_of(language).phrases
    for start in range(3, len(word) - 2):
        concept = phrases.get(word[start:])
        if concept is not None and concept not in FUNCTION_CONCEPTS:
            return concept
    return ""


def _settle_no(text: str, units: list[Unit]) -> list[Unit]:
    """'no' is a number behind a thing ('invoice no', 'item no.') and a denial before one ('no decimals')."""
    settled: list[Unit] = []
    for index, unit in enumerate(units):
        word = fold(text[unit.start : unit.end])
        before = units[index - 1] if index else None
        if word == "no" and unit.concepts:
            behind = before is not None and not before.carries("small", "join", "ask", "if", "each", "without", "do")
            glued = before is not None and _GLUE.fullmatch(text, before.end, unit.start) is not None
            last = index + 1 == len(units) or not _GLUE.fullmatch(text, unit.end, units[index + 1].start)
            number = behind and glued and (last or units[index + 1].carries("small", "join", "as", "named", "number"))
            settled.append(Unit(unit.start, unit.end, ("number",) if number else ("without",)))
        else:
            settled.append(unit)
    return settled
