"""What takes one request each: submit, look, answer, cancel, delete."""

import os
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

import httpx
import orjson

from ...schemas.errors import InvalidInput, InvalidSetting
from ...schemas.fields import StructuredPrompt
from .transport import Transport

Prompt = str | Mapping[str, Any] | StructuredPrompt
Json = dict[str, Any]
Format = Literal["xlsx", "csv", "json"]


class Calls:
    """A service and a key, and the calls that are one request."""

    def __init__(
        self, base_url: str, api_key: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Connect to nothing yet.

        Args:
            base_url: address of the service, such as http://127.0.0.1:8000.
            api_key: by default the variable FAKTUM_API_KEY.
            transport: in place of the network, for tests.

        Raises:
            InvalidSetting: there is no key.
        """
        key = api_key or os.environ.get("FAKTUM_API_KEY")  # noqa: TID251 (the client is a door)
        if not key:
            raise InvalidSetting("Give api_key, or set FAKTUM_API_KEY. `faktum keys create NAME` makes one.")
        self.transport = Transport(base_url, key, transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self.transport.aclose()

    async def submit_extraction(
        self,
        upload_session_id: str,
        file_ids: Sequence[str],
        prompt: Prompt | None = None,
        *,
        output_structure: str = "automatic",
        schema: str | None = None,
        addons: Iterable[str] = (),
        options: Mapping[str, Any] | None = None,
        task_name: str | None = None,
        submission_id: str | None = None,
    ) -> str:
        """Begin an extraction over uploaded files; its id. The same submission_id begins nothing twice."""
        submission = submission_id or f"client-{uuid4()}"
        words = plain(prompt)
        if schema is None:
            body: Json = {
                "submission_id": submission,
                "upload_session_id": upload_session_id,
                "file_ids": list(file_ids),
                "prompt": words,
                "output_structure": output_structure,
                **({"options": dict(options)} if options else {}),
                **({"task_name": task_name} if task_name else {}),
            }
            return (await self.transport.ask("POST", "/extractions", json=body))["extraction_id"]
        form = {
            "submission_id": submission,
            "upload_session_id": upload_session_id,
            "file_ids": orjson.dumps(list(file_ids)).decode(),
            "schema": schema,
            "addons": ",".join(addons),
            "output_structure": output_structure,
            "options": orjson.dumps(dict(options or {})).decode(),
            "wait": "0",
            **({"task_name": task_name} if task_name else {}),
        }
        return (await self.transport.ask("POST", "/extract", form=form))["extraction_id"]

    async def check_extraction(self, extraction_id: str, *, wait_s: int = 0) -> Json:
        """Where an extraction stands; with `wait_s` (at most 45), held until it is no longer processing."""
        return await self.transport.ask("GET", f"/extractions/{extraction_id}", query={"wait": wait_s or None})

    async def answer_questions(self, extraction_id: str, answers: Sequence[Mapping[str, Any]]) -> Json:
        """Answer open questions, each {question_id, and choice_id, text or accept_recommended}; the status then."""
        body = {"answers": [dict(answer) for answer in answers]}
        return await self.transport.ask("POST", f"/extractions/{extraction_id}/answers", json=body)

    async def cancel_extraction(self, extraction_id: str) -> Json:
        """Stop an extraction; what was done is charged."""
        return await self.transport.ask("POST", f"/extractions/{extraction_id}/cancel")

    async def delete_extraction(self, extraction_id: str) -> None:
        """Delete an extraction with its outputs and rows, for good."""
        await self.transport.ask("DELETE", f"/extractions/{extraction_id}")

    async def get_results(self, extraction_id: str, *, offset: int = 0, limit: int = 100) -> Json:
        """A page of rows, with what needs review on it."""
        query = {"offset": offset, "limit": limit}
        return await self.transport.ask("GET", f"/extractions/{extraction_id}/results", query=query)

    async def get_document(self, extraction_id: str, number: int) -> Json:
        """Everything about one document, from 1."""
        return await self.transport.ask("GET", f"/extractions/{extraction_id}/documents/{number}")

    async def get_page_image(self, extraction_id: str, number: int, page: int, *, longest_side: int = 2048) -> bytes:
        """A PNG of one page of one document, both from 1, as long as the upload is kept."""
        path = f"/extractions/{extraction_id}/documents/{number}/pages/{page}.png?longest_side={longest_side}"
        async with self.transport.stream(path, signed=False) as answer:
            return await answer.aread()

    async def get_download_url(self, extraction_id: str, format: Format) -> str:
        """Where an output can be downloaded for 300 seconds, without a key."""
        query = {"format": format}
        return (await self.transport.ask("GET", f"/extractions/{extraction_id}/output", query=query))["download_url"]

    async def get_extraction(self, extraction_id: str) -> Json:
        """Everything that is known about an extraction: prompt, options, files, and how it went."""
        return (await self.transport.ask("GET", f"/extractions/{extraction_id}/details"))["extraction"]

    async def list_extractions(self, *, limit: int = 25, cursor: str | None = None, **filters: str) -> Json:
        """A page of extractions, the newest first; filters: status, created_after, created_before, scope."""
        return await self.transport.ask("GET", "/extractions", query={"limit": limit, "cursor": cursor, **filters})

    async def get_credits_balance(self) -> Json:
        """{credits_balance, credits_reserved}."""
        return await self.transport.ask("GET", "/credits/balance")

    async def get_usage(self) -> Json:
        """{months, total}: extractions, pages, model calls, tokens, cost."""
        return await self.transport.ask("GET", "/usage")

    async def compile_prompt(
        self,
        prompt: Prompt | None = None,
        *,
        output_structure: str = "automatic",
        schema: str | None = None,
        addons: Iterable[str] = (),
    ) -> Json:
        """What the service takes a prompt for: fields, structure, rules, assumptions, JSON Schema."""
        asked = {"prompt": plain(prompt), "schema": schema, "addons": list(addons) or None}
        given = {name: part for name, part in asked.items() if part is not None}
        body = {"output_structure": output_structure, **given}
        return (await self.transport.ask("POST", "/prompts/compile", json=body))["compiled"]


def plain(prompt: Prompt | None) -> str | Json | None:
    """The prompt as it is sent."""
    match prompt:
        case None | str():
            return prompt
        case StructuredPrompt():
            return prompt.model_dump(exclude_none=True)
        case Mapping():
            return dict(prompt)
        case _:
            raise InvalidInput("A service takes a prompt as text, as a dict of fields or as a StructuredPrompt.")
