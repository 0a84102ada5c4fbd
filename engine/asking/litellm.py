"""Every provider that litellm knows, through instructor: the only importer of both.

Importing them takes some five seconds and 200 MB, so it happens in a thread when the first question is asked, and only
for providers that do not speak OpenAI's interface themselves (see remote/transport.py). litellm takes from its own
environment variables what a provider needs beyond a key (Azure, Bedrock, Vertex).
"""

import asyncio
import base64
import logging
import os
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import orjson
from pydantic import BaseModel, ConfigDict, SecretStr
from tenacity import AsyncRetrying, stop_after_attempt

from ...schemas.errors import (
    MissingExtra,
    ModelAuthFailed,
    ModelError,
    ModelInputTooLong,
    ModelRateLimited,
    ModelRefused,
    ModelRequestRejected,
    ModelTimedOut,
    ModelUnavailable,
)
from .remote.call import Completion, Finish, Image, Request
from .remote.models import cost, facts
from .remote.openai_api import retry_after

MODES = ("JSON_SCHEMA", "TOOLS", "JSON", "MD_JSON")
"""instructor's ways to ask for a form, best first; one that a model refuses is left for the next from then on."""
LONGEST_MESSAGE = 300


class LiteLLMCaller:
    """One model through litellm; one attempt a call."""

    def __init__(
        self, name: str, *, api_key: SecretStr | None = None, base_url: str | None = None, timeout_s: float = 120
    ) -> None:
        """Import nothing yet.

        Args:
            name: provider/model, as litellm writes it.
            api_key: by default litellm looks for the provider's own variable.
            base_url: where the provider is not at its usual address.
            timeout_s: longest wait for one answer, in seconds.

        Raises:
            MissingExtra: litellm or instructor is not installed.
        """
        from importlib.util import find_spec

        if find_spec("litellm") is None or find_spec("instructor") is None:
            raise MissingExtra(f'{name} is asked through litellm. Install it: pip install "faktum[llm]".')
        self.name = name
        self._api_key = api_key
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._facts = facts(name)
        self._mode = 0

    async def call(self, request: Request) -> Completion:
        """The model's answer to one attempt.

        Raises:
            ModelError: what the provider or the way to it failed with.
        """
        start = time.perf_counter()
        instructor, litellm = await asyncio.to_thread(_libraries)
        tries = 0
        while True:
            tries, mode = tries + 1, self._mode
            try:
                raw = await self._ask(instructor, litellm, request, MODES[mode])
                return self._completion(raw, litellm, tries, time.perf_counter() - start)
            except Exception as error:
                if self._refuses_mode(error, litellm) and mode + 1 < len(MODES):
                    self._mode = max(self._mode, mode + 1)
                    continue
                raise self._without_key(_error(error, litellm)) from None

    async def aclose(self) -> None:
        """Nothing is held: litellm keeps its connections itself."""

    async def _ask(self, instructor: Any, litellm: Any, request: Request, mode: str) -> Any:
        """The provider's completion as litellm gives it, also where instructor cannot read it."""
        client = instructor.from_litellm(litellm.acompletion, mode=getattr(instructor.Mode, mode))
        options: dict[str, Any] = {"api_key": self._api_key.get_secret_value()} if self._api_key else {}
        if self._base_url:
            options["api_base"] = self._base_url
        try:
            _, raw = await client.create_with_completion(
                response_model=_shape(orjson.dumps(request.schema), request.schema_name),
                model=self.name,
                messages=[
                    {"role": "system", "content": request.system},
                    {"role": "user", "content": [_part(part) for part in request.parts]},
                ],
                max_retries=AsyncRetrying(stop=stop_after_attempt(1)),
                max_tokens=request.max_output_tokens,
                timeout=self._timeout_s,
                num_retries=0,
                drop_params=True,
                **options,
            )
        except Exception as error:
            raw = next((found for one in _chain(error) if (found := getattr(one, "last_completion", None))), None)
            if raw is None:
                raise next((one for one in _chain(error) if _is_litellms(one, litellm)), error) from None
        return raw

    def _without_key(self, error: ModelError) -> ModelError:
        """The error, its message without the key where a provider repeated it."""
        key = self._api_key.get_secret_value() if self._api_key else ""
        if not key or key not in error.message:
            return error
        clean = type(error)(error.message.replace(key, "…"))
        clean.retry_after_s = error.retry_after_s
        return clean

    def _refuses_mode(self, error: Exception, litellm: Any) -> bool:
        said = str(error).lower()
        words = ("response_format", "json_schema", "schema", "tool", "json mode", "structured")
        return isinstance(error, litellm.exceptions.BadRequestError) and any(word in said for word in words)

    def _completion(self, raw: Any, litellm: Any, calls: int, seconds: float) -> Completion:
        choice = raw.choices[0]
        message = choice.message
        tools = getattr(message, "tool_calls", None)
        text = tools[0].function.arguments if tools else message.content or ""
        finish = {"length": Finish.LENGTH, "content_filter": Finish.REFUSED}.get(choice.finish_reason, Finish.STOP)
        if getattr(message, "refusal", None):
            finish = Finish.REFUSED
        usage = raw.usage
        asked, answered = int(usage.prompt_tokens or 0), int(usage.completion_tokens or 0)
        cached = int(getattr(getattr(usage, "prompt_tokens_details", None), "cached_tokens", None) or 0)
        price = cost(self._facts, asked, cached, answered)
        if price is None:
            price = _litellms_price(raw, self.name, litellm)
        return Completion(str(text), finish, self.name, asked, cached, answered, price, calls, seconds)


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any]:
    """Both libraries, set up to keep to themselves: no price list fetched, no retries of their own, no output."""
    for variable in ("LITELLM_LOCAL_MODEL_COST_MAP", "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"):
        os.environ.setdefault(variable, "True")  # noqa: TID251 (litellm takes this setting in no other way)
    import instructor
    import litellm  # noqa: TID251 (this is the one place)

    logging.getLogger("instructor").setLevel(logging.CRITICAL)  # its failures reach the caller as errors
    litellm.suppress_debug_info = True
    return instructor, litellm


@lru_cache(maxsize=16)
def _shape(schema: bytes, name: str) -> type[BaseModel]:
    """A class whose JSON Schema is the given one and which takes any object: what is wrong in it is found above."""

    class Answer(BaseModel):
        model_config = ConfigDict(extra="allow")

        @classmethod
        def model_json_schema(cls, *_args: Any, **_options: Any) -> dict[str, Any]:
            return {"title": name, **cast(dict[str, Any], orjson.loads(schema))}

    Answer.__name__ = name
    Answer.__doc__ = ""  # it would be sent as the tool's description
    return Answer


def _part(part: str | Image) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    url = f"data:{part.media_type};base64,{base64.b64encode(part.data).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def _litellms_price(raw: Any, name: str, litellm: Any) -> Decimal | None:
    """By litellm's own price list; None where it does not know the model either."""
    try:
        price = litellm.completion_cost(completion_response=raw, model=name)
    except Exception:  # it raises a plain Exception for an unknown model
        return None
    return Decimal(str(price)) if price else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from: instructor wraps what went wrong twice."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__


def _is_litellms(error: BaseException, litellm: Any) -> bool:
    return type(error).__module__ == litellm.exceptions.__name__


def _error(error: Exception, litellm: Any) -> ModelError:
    """Our error for one of litellm's; classes that are another's subclass come before it."""
    known = litellm.exceptions
    told = f"{type(error).__name__}: {str(error)[:LONGEST_MESSAGE]}"
    pairs: tuple[tuple[Any, type[ModelError]], ...] = (
        (known.ContentPolicyViolationError, ModelRefused),
        (known.ContextWindowExceededError, ModelInputTooLong),
        (known.AuthenticationError, ModelAuthFailed),
        (known.PermissionDeniedError, ModelAuthFailed),
        (known.RateLimitError, ModelRateLimited),
        (known.Timeout, ModelTimedOut),
        (known.BadRequestError, ModelRequestRejected),
        (known.NotFoundError, ModelRequestRejected),
    )
    ours = next((cls for theirs, cls in pairs if isinstance(error, theirs)), ModelUnavailable)
    if ours is ModelAuthFailed:
        told = f"The model's provider does not accept the key ({type(error).__name__})."
    result = ours(told)
    result.retry_after_s = _retry_after(error)
    return result


def _retry_after(error: Exception) -> float | None:
    """Seconds by the Retry-After of the provider's answer, which some error in the chain still holds."""
    link: BaseException | None = error
    met: set[int] = set()
    while link is not None and id(link) not in met:  # what was raised while handling what can go in a circle
        met.add(id(link))
        for holder in (getattr(link, "response", None), link):
            headers = getattr(holder, "headers", None) or getattr(holder, "litellm_response_headers", None)
            if headers and (seconds := retry_after(cast(Mapping[str, str], headers))) is not None:
                return seconds
        link = link.__cause__ or link.__context__
    return None
