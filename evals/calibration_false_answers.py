"""A stand-in for a language model: the embedded reader's answers without their places, and some of them false.

What a language model gets wrong differs from what the embedded reader does: it makes values up, misreads a digit, takes
one field for another. So that confidence knows such answers too, the reader's are stripped of place, label and score,
as a model's come, and a share of them is made false.
"""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from ..prompts.compiled import CompiledPrompt
from ..schemas.fields import Field
from ..schemas.record import Source
from ..schemas.reply import Printed, RepliedRecord, Reply

SHARE = 0.08
"""How many of the answers are made false."""

SWAPPED = 0.5
"""How many of these are the answer to another field of the kind; the others have a digit changed, or their letters."""


def told_by_a_model(reply: Reply, prompt: CompiledPrompt, seed: str) -> Reply:
    """The answers as a language model would give them, some of them false; the same seed gives the same falsehoods."""
    random = Random(seed)
    return replace(reply, records=tuple(_record(record, prompt, random) for record in reply.records))


def _record(record: RepliedRecord, prompt: CompiledPrompt, random: Random) -> RepliedRecord:
    kinds = {(field.group, field.name): field for field in prompt.fields}
    every = [(kinds[None, name], printed.text) for name, printed in record.fields.items() if (None, name) in kinds]
    for group, rows in record.groups.items():
        every += [(kinds[group, name], one.text) for row in rows for name, one in row.items() if (group, name) in kinds]

    def told(answers: Mapping[str, Printed], group: str | None) -> dict[str, Printed]:
        return {
            name: _told(printed, kinds.get((group, name)), every, random)
            for name, printed in answers.items()
            if printed.text
        }

    groups = {group: tuple(told(row, group) for row in rows) for group, rows in record.groups.items()}
    return replace(record, fields=told(record.fields, None), groups=groups)


def _told(printed: Printed, field: Field | None, every: list[tuple[Field, str]], random: Random) -> Printed:
    text = printed.text
    if field is not None and random.random() < SHARE:
        others = [other for one, other in every if one.kind is field.kind and other != text]
        text = random.choice(others) if others and random.random() < SWAPPED else _misread(text, random)
    source = Source.DERIVED if printed.source is Source.DERIVED and text == printed.text else Source.MODEL
    return Printed(text, printed.page, source=source)


def _misread(text: str, random: Random) -> str:
    """The text with one digit changed, or its words written backwards where it has no digit."""
    digits = [at for at, char in enumerate(text) if char.isdigit()]
    if digits:
        at = random.choice(digits)
        return text[:at] + str((int(text[at]) + random.randint(1, 9)) % 10) + text[at + 1 :]
    return " ".join(word[::-1] for word in text.split())
