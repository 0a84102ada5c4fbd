"""The questions a window of pages gives rise to: the first one, and those that follow a cut, short or broken answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ....prompts.compiled import CompiledPrompt
from ....prompts.messages import PICTURE, Example, document, follow_up, instructions
from ....prompts.response_model import answer_keys, json_schema
from ....schemas.fields import LINE_ITEMS
from .answers import Draft
from .call import Image, Request
from .windows import Window

QUOTED_ROWS = 3
"""Rows quoted to a model that is to go on behind them."""
LONGEST_QUOTE = 20_000
"""Characters of a broken answer that are sent back."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks one prompt about windows of one document."""

    prompt: CompiledPrompt
    name: str
    language: str = "auto"
    examples: tuple[Example, ...] = ()
    output_tokens: int = 8192

    def first(self, window: Window, images: Mapping[int, Image], attempt: int) -> Request:
        """The pages, and what to extract from them."""
        texts = {
            sheet.number: "" if sheet.number in images and not sheet.text_beside else sheet.text for sheet in window
        }
        rendered = document(texts, name=self.name, pictured=images)
        pieces = rendered.split(PICTURE)
        parts: list[str | Image] = [pieces[0]]
        for number, piece in zip((n for n in texts if n in images), pieces[1:], strict=True):
            parts += [images[number], piece]
        return Request(
            instructions(self.prompt, language=self.language, examples=self.examples),
            tuple(parts),
            json_schema(self.prompt),
            max_output_tokens=self.output_tokens,
            attempt=attempt,
        )

    def resume(self, first: Request, drafts: Sequence[Draft]) -> Request:
        """The rest of an answer that was cut: the pages again, and where it stopped."""
        told, rows, group = self._stopped_at(drafts)
        words = follow_up("resume", given=told, rows=rows, group=group)
        return replace(first, parts=(*first.parts, words), purpose="resume")

    def recheck(self, first: Request, lines: Sequence[str]) -> Request:
        """All of it again, because rows are missing: those on these lines."""
        words = follow_up("recheck", group=LINE_ITEMS, lines="\n".join(lines)[:LONGEST_QUOTE])
        return replace(first, parts=(*first.parts, words), purpose="recheck")

    def repair(self, first: Request, answer: str, problem: str) -> Request:
        """The broken answer alone, without the pages: its values are there already."""
        words = follow_up("repair", problem=problem, answer=answer[:LONGEST_QUOTE])
        return replace(first, parts=(words,), purpose="repair")

    def _stopped_at(self, drafts: Sequence[Draft]) -> tuple[str, int, str]:
        """(the last record with its last rows as JSON, how many rows its last group has, that group)."""
        last = drafts[-1]
        group = next((name for name in reversed(self.prompt.groups) if last.groups.get(name)), "")
        rows = last.groups.get(group, [])
        keys = {field.name: key for key, field in answer_keys(self.prompt).items()}
        told: dict[str, object] = {"kind": last.kind.value, "pages": last.pages}
        told |= {keys[name]: text for name, text in last.fields.items()}
        if group:
            told[group] = [{keys[name]: text for name, text in row.items()} for row in rows[-QUOTED_ROWS:]]
        text = json.dumps(told, ensure_ascii=False)
        earlier = f"{len(drafts) - 1} whole records before, then\n" if len(drafts) > 1 else ""
        return earlier + text, len(rows), group
