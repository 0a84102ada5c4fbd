"""Prompts that cannot be used: those that name nothing to extract, and those that ask for something else."""

from ..schemas.errors import PromptRejected, PromptUnclear
from .free_text import Request
from .lexicon import LANGUAGES, speaks_of
from .meaning import meaning_of
from .phrase import is_order

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
    meanings = [meaning_of(one.phrase, request.language) for one in request.asked]
    if any(meaning.term for meaning in meanings) or request.everything or request.all_lines:
        return
    if any(speaks_of("task", text, language) for language in LANGUAGES):
        raise PromptRejected(
            f"The prompt '{shown}' asks for something other than extracting values from documents. "
            f"Name the values to extract, for example: {EXAMPLE}."
        )
    if any(meaning.known for meaning in meanings):
        return
    if request.asked and (request.explicit or len(request.asked) > 1 or any(one.name for one in request.asked)):
        return
    if request.said and all(is_order(said, request.language) for said in request.said):
        raise PromptUnclear(
            f"The prompt '{shown}' says how to extract, but not what. Name the fields too, for example: {EXAMPLE}."
        )
    if request.asked or (request.said and not request.explicit):
        raise PromptUnclear(
            f"The prompt '{shown}' names nothing that we know to stand on documents. If it is a field, "
            f"write 'Extract {shown}'; otherwise name the fields, for example: {EXAMPLE}."
        )
    raise PromptUnclear(f"The prompt '{shown}' names nothing to extract. Name the fields, for example: {EXAMPLE}.")


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
