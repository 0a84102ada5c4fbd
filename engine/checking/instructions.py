"""Passages of a document that speak to a machine, not to a customer: found, and never a place for a value."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ...schemas.document import Page, Word

LONGEST = 30
"""Words behind the telling ones that still belong to such a passage, to the end of its sentence at most."""

_HINTS = re.compile(
    r"ignor|disregard|forget|override|instruct|prompt|llm|\bai\b|language model|assistant|chatbot|extract|parser|"
    r"instead of|regardless|<\|?im_|\[/?inst|<</?sys|endoftext|missacht|vergiss|vergessen|\bki\b|oublie|"
    r"tenez pas compte|l['’]ia\b|olvid|caso omiso|\bla ia\b|dimentica|negeer|vergeet|\bde ai\b",
    re.IGNORECASE,
)
"""A quick look: a text without any of these has no such passage."""

INSTRUCTIONS = re.compile(
    "|".join((
        # English
        r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|any|your)\b.{0,30}"
        r"\b(?:instructions?|prompts?|rules|text|values?|directions)\b",
        r"\byou (?:are|must act as|will act as) (?:now )?(?:an? )?(?:ai|llm|language model|assistant|extraction)\b",
        r"\b(?:system|assistant|developer) ?(?:prompt|message|instruction)s? ?:",
        r"\b(?:as an|dear|note to|attention) (?:ai|llm|language model|assistant|chatbot|extraction (?:engine|model))\b",
        r"\b(?:ai|llm|model|parser|extractor|assistant)s? (?:must|should|shall|has to|have to|needs? to) "
        r"(?:now )?(?:return|output|answer|respond|extract|use|set|report|ignore|treat)\b",
        r"\b(?:return|output|answer|respond with|extract|report|set)\b.{0,40}\b(?:instead of|regardless of|not the)\b"
        r".{0,40}\b(?:printed|visible|shown|document|page|actual|real)\b",
        r"\b(?:new|updated|additional) (?:system )?instructions? (?:for|to) (?:the )?"
        r"(?:ai|llm|model|assistant|reader)\b",
        r"<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[/?INST\]|<</?SYS>>",
        # German
        r"\b(?:ignoriere|ignorieren sie|missachte|vergiss|vergessen sie)\b.{0,40}\b(?:anweisung|vorherig|bisherig|obig|"
        r"regeln|instruktion|alle)\w*",
        r"\b(?:die )?ki\b.{0,20}\b(?:muss|soll|soll(?:te)? nun)\b",
        # French
        r"\b(?:ignore[zr]?|oublie[zr]?|ne tenez pas compte)\b.{0,40}\b(?:instructions?|consignes?|règles|précédent\w*|"
        r"ci-dessus)\b",
        r"\bl['’]ia (?:doit|devra)\b",
        # Spanish
        r"\b(?:ignor[ae]r?|olvid[ae]r?|haga caso omiso)\b.{0,40}\b"
        r"(?:instruccion\w*|reglas|anterior\w*|indicacion\w*)\b",
        r"\bla ia (?:debe|deberá)\b",
        # Italian
        r"\b(?:ignora(?:re)?|dimentica(?:re)?)\b.{0,40}\b(?:istruzion\w*|regole|precedent\w*|indicazion\w*)\b",
        r"\bl['’]ia (?:deve|dovrà)\b",
        # Dutch
        r"\b(?:negeer|vergeet)\b.{0,40}\b(?:instructies?|vorige|voorgaande|bovenstaande|regels|aanwijzingen)\b",
        r"\bde ai (?:moet|dient)\b",
    )),
    re.IGNORECASE,
)  # fmt: skip
"""Words that speak to a machine, not to a customer; each pattern needs two telling parts."""


@lru_cache(maxsize=64)
def passages(words: tuple[Word, ...]) -> tuple[tuple[int, int], ...]:
    """The passages among these words, as (first word, the one after the last), in order."""
    text = " ".join(word.text for word in words)
    if not _HINTS.search(text):
        return ()
    found: list[tuple[int, int]] = []
    for match in INSTRUCTIONS.finditer(text):
        first = text.count(" ", 0, match.start() + 1)
        after = text.count(" ", 0, match.end()) + 1
        found.append((first, _end_of_sentence(words, after)))
    return tuple(found)


def trusted(page: Page) -> Page:
    """The page without the words of such passages: where a value is looked for."""
    spans = passages(page.words)
    if not spans:
        return page
    told = {number for start, end in spans for number in range(start, end)}
    return replace(page, words=tuple(word for number, word in enumerate(page.words) if number not in told))


def _end_of_sentence(words: Sequence[Word], after: int) -> int:
    """The word after the last of the sentence; a larger gap ends it too."""
    for number in range(after, min(after + LONGEST, len(words))):
        before, word = words[number - 1], words[number]
        far_below = word.box.y0 - before.box.y1 > 1.5 * before.box.height
        beside = abs(word.box.middle - before.box.middle) < before.box.height / 2
        if before.text.endswith((".", "!", "?")) or far_below or (beside and word.box.x0 - before.box.x1 > GAP_PT):
            return number
    return min(after + LONGEST, len(words))


GAP_PT = 40.0
"""Points between two words of one line that part two passages."""
