"""What `faktum doctor --chaos` prints: a line for each flip as it is found, and a table by damage."""

import os
import sys

from ..engine.sources import sources
from ..prompts.compiler import compile_prompt
from ..schemas.settings import Settings
from .chaos import DAMAGES, Flip, LeftOut, Shaken, shaken, shares


def tell(paths: list[str], prompt: str | None) -> None:
    """Damage the documents and print what flips.

    Raises:
        InputError, PromptError: nothing to read, or nothing to extract.
    """
    settings = Settings.from_env(os.environ)  # noqa: TID251 (the command line is a door)
    compiled = compile_prompt(prompt, schema=None if prompt else "invoice")
    found: list[Shaken] = []
    print(f"{len(DAMAGES)} damages a document; each is read by OCR", file=sys.stderr)
    for one in shaken(sources(paths), compiled, settings):
        if isinstance(one, LeftOut):
            print(f"{one.file}: left out, {one.why}", file=sys.stderr)
            continue
        found.append(one)
        if one.error:
            print(f"{one.file}, {one.damage}: not read: {one.error}")
        for flip in one.flips:
            print(_line(flip))
    if found:
        print(f"\n{'':24} documents  fields  flipped  not told")
        for share in shares(found):
            print(f"{share.damage:24} {share.documents:9} {share.fields:7} {share.flipped:8} {share.untold:9}")


def _line(flip: Flip) -> str:
    told = "told" if flip.told else "NOT TOLD"
    return f"{flip.file}, {flip.damage}: {flip.field} was {_said(flip.before)}, now {_said(flip.after)} ({told})"


def _said(value: object) -> str:
    return "nothing" if value is None else repr(str(value))
