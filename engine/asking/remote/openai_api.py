"""Servers that speak OpenAI's chat completions (OpenAI, vLLM, Ollama, OpenRouter, …), asked directly.

Nothing but aiohttp and orjson stands between a question and the wire: a call costs a fraction of a millisecond of CPU
and no SDK is imported. One call is one attempt; what surrounds it (retries, limits, budget) is other callers' business.
"""

import asyncio
import binascii
import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, cast

import orjson
from pydantic import SecretStr

from ....schemas.errors import (
    ModelAuthFailed,
    ModelError,
    ModelInputTooLong,
    ModelRateLimited,
    ModelRefused,
    ModelRequestRejected,
    ModelTimedOut,
    ModelUnavailable,
)
from .call import Completion, Finish, Image, Request

if TYPE_CHECKING:
    import aiohttp

Price = Callable[[int, int, int], Decimal | None]
"""(input tokens, of them cached, output tokens) → US dollars; None where the price is unknown."""

LONGEST_MESSAGE = 300
"""Characters of a server's own error message that are passed on."""
DIALECTS = 7
"""Most times one question is put again because the server does not know a parameter."""


class _Form(IntEnum):
    """How the answer's form is asked for, best first; a server that refuses one is asked with the next from then on."""

    STRICT = 0
    SCHEMA = 1
    JSON = 2
    WORDS = 3


class OpenAICompatible:
    """One model behind one address."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str,
        api_key: SecretStr | None = None,
        model: str | None = None,
        timeout_s: float = 120,
        price: Price = lambda _input, _cached, _output: None,
        strict: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            name: as the user gave it, 'provider/model'.
            base_url: up to and without '/chat/completions'.
            api_key: sent as a bearer token.
            model: the name on the wire; by default what follows the provider in `name`.
            timeout_s: longest wait for one answer, in seconds.
            price: what tokens cost.
            strict: whether the server is known to enforce a schema; the schema is then sent in the form that wants.
            headers: more headers, for servers that want a key in one of their own.
        """
        self.name = name
        self._model = model or name.partition("/")[2] or name
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"content-type": "application/json", **(headers or {})}
        self._key = api_key.get_secret_value() if api_key else ""
        if api_key is not None:
            self._headers["authorization"] = f"Bearer {api_key.get_secret_value()}"
        self._timeout_s = timeout_s
        self._price = price
        self._form = _Form.STRICT if strict else _Form.SCHEMA
        self._limit = "max_tokens"
        self._temperature = True
        self._head: tuple[tuple[object, ...], bytes] = ((), b"")
        self._schema: Mapping[str, Any] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def call(self, request: Request) -> Completion:
        """The model's answer to one attempt.

        Raises:
            ModelError: what the server or the way to it failed with.
        """
        start = time.perf_counter()
        for tries in range(1, DIALECTS + 1):
            sent = self._dialect
            status, headers, body = await self._post(self._body(request))
            if status == 200:
                answer = self._completion(body)
                return replace(answer, calls=tries, seconds=time.perf_counter() - start)
            if status not in (400, 404, 422, 501):
                raise self._error(status, headers, body)
            if sent == self._dialect and not self._adapted(_message(body)):  # else another call learned it meanwhile
                raise self._error(status, headers, body)
        raise ModelRequestRejected("The model's server accepts none of the forms in which an answer can be asked for.")

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def _dialect(self) -> tuple[_Form, str, bool]:
        """What has been learned of the server."""
        return self._form, self._limit, self._temperature

    def _error(self, status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
        """The error that an answer means; the key is in no message, even where the server repeats it."""
        message = _message(body)
        return _error(status, headers, message.replace(self._key, "…") if self._key else message)

    async def _post(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        import aiohttp

        try:
            async with self._connected().post(self._url, data=body) as response:
                return response.status, response.headers, await response.read()
        except TimeoutError as error:
            raise ModelTimedOut(f"{self.name} did not answer within {self._timeout_s:g} s.") from error
        except aiohttp.ClientError as error:
            raise ModelUnavailable(f"{self.name} cannot be reached: {type(error).__name__}.") from error

    def _connected(self) -> "aiohttp.ClientSession":
        import aiohttp

        if self._session is None or self._session.closed or self._session._loop is not asyncio.get_running_loop():  # pyright: ignore[reportPrivateUsage]
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                headers=self._headers,
            )
        return self._session

    def _body(self, request: Request) -> bytes:
        """The request's bytes; what is the same for a whole batch is put together once."""
        key = (request.system, request.max_output_tokens, *self._dialect)
        if self._head[0] != key or self._schema is not request.schema:
            self._head, self._schema = (key, self._opening(request)), request.schema
        parts = request.parts
        if all(isinstance(part, str) for part in parts):
            return b"".join((self._head[1], orjson.dumps("\n".join(cast(tuple[str, ...], parts))), b"}]}"))
        pieces = [self._head[1], b"["]
        for number, part in enumerate(parts):
            if number:
                pieces.append(b",")
            if isinstance(part, Image):
                pieces += (b'{"type":"image_url","image_url":{"url":"data:', part.media_type.encode(), b";base64,")
                pieces += (binascii.b2a_base64(part.data, newline=False), b'"}}')
            else:
                pieces += (b'{"type":"text","text":', orjson.dumps(part), b"}")
        pieces.append(b"]}]}")
        return b"".join(pieces)

    def _opening(self, request: Request) -> bytes:
        """Everything up to the content of the user's message."""
        system = request.system
        fixed: dict[str, Any] = {"model": self._model, self._limit: request.max_output_tokens}
        if self._temperature:
            fixed["temperature"] = 0
        if self._form is _Form.STRICT:
            schema = {"name": request.schema_name, "strict": True, "schema": strict(request.schema)}
            fixed["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._form is _Form.SCHEMA:
            schema = {"name": request.schema_name, "schema": request.schema}
            fixed["response_format"] = {"type": "json_schema", "json_schema": schema}
        else:
            system += "\nAnswer with JSON of this schema and nothing else:\n" + orjson.dumps(request.schema).decode()
            if self._form is _Form.JSON:
                fixed["response_format"] = {"type": "json_object"}
        messages = b',"messages":[{"role":"system","content":%b},{"role":"user","content":' % orjson.dumps(system)
        return orjson.dumps(fixed)[:-1] + messages

    def _adapted(self, message: str) -> bool:
        """Whether the refusal names a parameter that can be left out or said otherwise; it is, from then on."""
        said = message.lower()
        if "max_completion_tokens" in said and self._limit == "max_tokens":
            self._limit = "max_completion_tokens"
        elif "max_completion_tokens" in said and "max_tokens" not in said.replace("max_completion_tokens", ""):
            self._limit = "max_tokens"
        elif "temperature" in said and self._temperature:
            self._temperature = False
        elif self._form is not _Form.WORDS and any(
            word in said for word in ("response_format", "json_schema", "schema", "structured", "json mode", "strict")
        ):
            self._form = _Form(self._form + 1)
        else:
            return False
        return True

    def _completion(self, body: bytes) -> Completion:
        try:
            return self._read(orjson.loads(body))
        except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise ModelUnavailable(f"{self.name} answered with something that is no chat completion.") from error

    def _read(self, answer: Any) -> Completion:
        choice: Any = answer["choices"][0]
        message: Any = choice.get("message") or {}
        usage = cast(dict[str, Any], answer.get("usage") or {})
        asked, answered = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        details = cast(dict[str, Any], usage.get("prompt_tokens_details") or {})
        cached = int(details.get("cached_tokens") or 0)
        reason = choice.get("finish_reason")
        finish = Finish.LENGTH if reason == "length" else Finish.STOP
        if reason == "content_filter" or message.get("refusal"):
            finish = Finish.REFUSED
        text = message.get("content") or message.get("refusal") or ""
        if isinstance(text, list):  # some servers answer in parts
            text = "".join(str(part.get("text", "")) for part in cast(list[dict[str, Any]], text))
        return Completion(str(text), finish, self.name, asked, cached, answered, self._price(asked, cached, answered))


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the form strict modes demand: every property of every object required."""
    shape: dict[str, Any] = dict(schema)
    if "properties" in shape:
        properties = cast(Mapping[str, Any], shape["properties"])
        shape["properties"] = {name: strict(inner) for name, inner in properties.items()}
        shape["required"] = list(properties)
        shape["additionalProperties"] = False
    if "items" in shape:
        shape["items"] = strict(shape["items"])
    return shape


def _message(body: bytes) -> str:
    """What the server says is wrong."""
    try:
        answer: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body[:LONGEST_MESSAGE].decode("utf-8", "replace")
    error: object = cast(dict[str, Any], answer).get("error", answer) if isinstance(answer, dict) else answer
    if isinstance(error, dict):
        told = cast(dict[str, Any], error)
        return f"{told.get('message') or told.get('detail') or told} {told.get('code') or ''}".strip()
    return str(error)


def _error(status: int, headers: Mapping[str, str], message: str) -> ModelError:
    """The error that an HTTP status and the server's message mean."""
    said, told = message.lower(), f"HTTP {status}: {message[:LONGEST_MESSAGE]}"
    error: ModelError
    if status in (401, 403):
        error = ModelAuthFailed(f"The model's provider does not accept the key (HTTP {status}).")
    elif status == 429 and "insufficient_quota" in said:
        error = ModelRequestRejected(told)
    elif status == 429:
        error = ModelRateLimited(told)
    elif status in (408, 504):
        error = ModelTimedOut(told)
    elif status == 413 or any(word in said for word in ("context_length", "context length", "too many tokens")):
        error = ModelInputTooLong(told)
    elif "content_filter" in said or "content policy" in said or "content management policy" in said:
        error = ModelRefused(told)
    elif status >= 500 or status in (409, 425):
        error = ModelUnavailable(told)
    else:
        error = ModelRequestRejected(told)
    error.retry_after_s = retry_after(headers)
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header, which holds seconds or an HTTP date; None without one."""
    given = headers.get("retry-after") or headers.get("Retry-After") or ""
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(given).timestamp() - time.time())
    except ValueError:
        return None
