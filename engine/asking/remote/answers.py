"""The text of an answer → what it says, record by record, whatever shape the model gave it.

Models fence JSON in Markdown, put prose around it, write numbers where strings were asked for, one object where a list
was. All of this is read; what cannot be read is told as a problem, never guessed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from ....prompts.compiled import CompiledPrompt
from ....prompts.response_model import DOCUMENT_KINDS, answer_keys
from ....schemas.fields import Field, folded_name
from ....schemas.reply import DocumentKind
from .salvage import salvaged

DraftRow = dict[str, str]
"""Field name → printed string."""


@dataclass(slots=True)
class Draft:
    """One record as answers tell it, before it is a reply: windows and rounds still add to it."""

    kind: DocumentKind = DocumentKind.INVOICE
    pages: list[int] = field(default_factory=list[int])
    fields: dict[str, str] = field(default_factory=dict[str, str])
    groups: dict[str, list[DraftRow]] = field(default_factory=dict[str, list[DraftRow]])
    alternatives: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def empty(self) -> bool:
        """True where no value is given."""
        return not self.fields and not any(self.groups.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """What one completion says."""

    drafts: tuple[Draft, ...] = ()
    problem: str = ""
    """What is wrong with it, in words for the model; '' where it can be used."""
    holds_data: bool = False
    """True where a broken answer still holds values that can be asked for in the right form."""
    cut: bool = False
    """True where the answer ends before it is finished; `drafts` has what is whole."""


def read_answer(text: str, prompt: CompiledPrompt, pages: Sequence[int]) -> Answer:
    """What an answer says.

    Args:
        text: as the model gave it.
        prompt: what was asked.
        pages: numbers of the pages asked about; others are left out of what the answer says.
    """
    body = _body(text)
    if body is None:
        return Answer(problem="it holds no JSON", holds_data=False)
    found, cut = _json(body)
    if found is None:
        return Answer(problem="it is no valid JSON", holds_data=_holds_data(body))
    records = _records(found)
    if records is None:
        return Answer(problem='it has no list "records"', holds_data=_holds_data(body))
    keys = _keys(prompt)
    drafts: list[Draft] = []
    for k, record in enumerate(records):
        if record in records[:k]:
            continue  # a model that repeats itself
        draft = _draft(record, keys, prompt, pages)
        if not (draft.empty and "kind" not in record):
            drafts.append(draft)
    if not drafts and not cut:
        return Answer(problem="it holds no record", holds_data=False)
    return Answer(tuple(drafts), cut=cut)


# -- text → JSON ------------------------------------------------------------------------------------------------------


def _body(text: str) -> str | None:
    """The text from the first bracket on, without the fence of a Markdown block."""
    start = re.search(r"[{\[]", text)
    return text[start.start() :] if start else None


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
"""Numbers stay as they are written: 1.10 is not 1.1."""


def _json(body: str) -> tuple[Any, bool]:
    """(the JSON at the beginning, whether it was cut off); None where there is none."""
    try:
        return _DECODER.raw_decode(body)[0], False
    except (ValueError, RecursionError) as error:
        if not _ends_open(body, error):
            return None, False
    whole = salvaged(body)
    try:
        return (_DECODER.raw_decode(whole)[0], True) if whole else (None, False)
    except (ValueError, RecursionError):
        return None, False


def _ends_open(body: str, error: Exception) -> bool:
    """True where all is well up to the point at which the text ends: a cut, not an error."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    rest = body[error.pos :]
    return not rest.strip() or error.msg.startswith("Unterminated string") or bool(re.fullmatch(r"\s*-?\w*\s*", rest))


def _holds_data(body: str) -> bool:
    """True where broken JSON has at least one value to save."""
    return len(re.findall(r"\w", body)) >= 20


# -- JSON → drafts ----------------------------------------------------------------------------------------------------


def _records(found: Any) -> list[dict[str, Any]] | None:
    """The objects that are records; None where the JSON has no such shape."""
    if isinstance(found, dict):
        answer = cast(dict[str, Any], found)
        folded = {key.lower(): value for key, value in answer.items()}
        if "records" not in folded:
            return [answer] if answer else None
        found = folded["records"]
        if isinstance(found, dict):
            found = [found]
    if not isinstance(found, list):
        return None
    return [cast(dict[str, Any], item) for item in cast(list[Any], found) if isinstance(item, dict)]


@lru_cache(maxsize=64)
def _keys(prompt: CompiledPrompt) -> Mapping[str, Field]:
    """Key of an answer, and the user's name for it → field."""
    keys = dict(answer_keys(prompt))
    for asked in prompt.fields:
        keys.setdefault(asked.name, asked)
        keys.setdefault(folded_name(asked.name), asked)
    return keys


def _draft(record: Mapping[str, Any], keys: Mapping[str, Field], prompt: CompiledPrompt, pages: Sequence[int]) -> Draft:
    inner = record.get("fields")
    if isinstance(inner, dict):
        record = {**cast(dict[str, Any], inner), **record}
    fields = _values(record, keys, None)
    groups = {group: _rows(record.get(group, record.get(group.lower())), keys, group) for group in prompt.groups}
    draft = Draft(_kind(record.get("kind")), _pages(record.get("pages"), pages), fields, groups)
    if not isinstance(record.get("kind"), str) and draft.empty:
        draft.kind = DocumentKind.OTHER
    return draft


def _rows(given: Any, keys: Mapping[str, Field], group: str) -> list[DraftRow]:
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, list):
        return []
    rows = [_values(cast(dict[str, Any], row), keys, group) for row in cast(list[Any], given) if isinstance(row, dict)]
    return [row for row in rows if row]


def _values(given: Mapping[str, Any], keys: Mapping[str, Field], group: str | None) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in given.items():
        asked = keys.get(key) or keys.get(folded_name(key))
        if asked is not None and asked.group == group and (text := _printed(value, asked.many)):
            values.setdefault(asked.name, text)
    return values


_NOTHING = frozenset({"null", "none", "n/a"})


def _printed(value: Any, many: bool) -> str:
    """The characters of a value; '' for none. The values of a list stand on lines of their own (Field.many)."""
    if isinstance(value, str):
        text = value.strip()
        return "" if text.lower() in _NOTHING else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        parts = [part for item in cast(list[Any], value) if (part := _printed(item, many))]
        return ("\n" if many else " ").join(" ".join(part.split()) if many else part for part in parts)
    if isinstance(value, dict):
        inner = cast(dict[str, Any], value)
        return next((_printed(inner[key], many) for key in ("value", "text", "printed") if key in inner), "")
    return ""


def _kind(given: Any) -> DocumentKind:
    folded = re.sub(r"[\s-]+", "_", given.strip().lower()) if isinstance(given, str) else ""
    return DocumentKind(folded) if folded in DOCUMENT_KINDS else DocumentKind.INVOICE


def _pages(given: Any, asked: Sequence[int]) -> list[int]:
    items = cast(list[Any], given) if isinstance(given, list) else [given]
    numbers = {int(item) for item in items if isinstance(item, str) and item.strip().isdecimal()}
    return sorted(numbers.intersection(asked))
