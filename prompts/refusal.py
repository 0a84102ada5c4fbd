"""Prompts that cannot be used: those that name nothing to extract, and those that ask for something else."""

from ..schemas.errors import PromptRejected, PromptUnclear
from .free_text import Request
from .lexicon import speaks_of
from .meaning import meaning_of

EXAMPLE = "Extract invoice number, invoice date, vendor name, net amount, tax, total amount"

SHOWN = 60
"""Characters of the prompt that a message repeats."""


def refuse_unusable(text: str, request: Request) -> None:
    """Nothing for a prompt that asks for values from documents.

    Raises:
        PromptRejected: it asks for something else than extraction, or to disregard instructions.
        PromptUnclear: it names nothing to extract.
    """
    shown = _shown(text)
    if speaks_of("inject", text, request.language):
        raise PromptRejected(
            f"The prompt '{shown}' tells the reader to disregard its instructions. "
            f"Say only what to extract, for example: {EXAMPLE}."
        )
    known = [one for one in request.asked if _known(one.phrase, one.name, request.language)]
    if known or request.everything or request.all_lines:
        return
    if speaks_of("task", text, request.language):
        raise PromptRejected(
            f"The prompt '{shown}' asks for something other than extracting values from documents. "
            f"Name the values to extract, for example: {EXAMPLE}."
        )
    if request.asked and (request.explicit or len(request.asked) > 1 or any(one.name for one in request.asked)):
        return
    if request.asked or (request.said and not request.explicit):
        raise PromptUnclear(
            f"The prompt '{shown}' names nothing that we know to stand on documents. If it is a field, "
            f"write 'Extract {shown}'; otherwise name the fields, for example: {EXAMPLE}."
        )
    raise PromptUnclear(f"The prompt '{shown}' names nothing to extract. Name the fields, for example: {EXAMPLE}.")


def _known(phrase: str, name: str, language: str) -> bool:
    meaning = meaning_of(phrase, language)
    return meaning.known or (bool(name) and meaning_of(name, language).known)


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
