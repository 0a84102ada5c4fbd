"""A model's name → the way to it."""

from functools import partial
from importlib import import_module
from threading import Thread

from pydantic import SecretStr

from ....schemas.errors import UnknownModel
from ....schemas.settings import Settings
from .call import Caller
from .models import cost, facts, providers
from .openai_api import OpenAICompatible

ANY_KEY = SecretStr("none")
"""Sent to servers of one's own that want a bearer token and do not look at it."""


def key_for(name: str, settings: Settings) -> SecretStr | None:
    """The key a model is asked with: the one set for Faktum, else the provider's own; None where there is none."""
    provider = providers().get(name.partition("/")[0])
    return settings.model_api_key or (settings.api_keys.get(provider.key) if provider else None)


def open_transport(name: str, settings: Settings) -> Caller:
    """A caller that makes one attempt a call.

    Servers that speak OpenAI's interface are asked directly: the providers listed with an address in models.toml, and
    whatever stands at `settings.model_base_url`. All others are asked through litellm.

    Args:
        name: provider/model, as litellm writes it.
        settings: keys, addresses and time limits.

    Raises:
        UnknownModel: the name has no provider.
        MissingExtra: litellm is needed and is not installed.
    """
    prefix, slash, model = name.partition("/")
    if not slash or not prefix or not model:
        raise UnknownModel(
            f"No model is called '{name}'. Built in: local; others are written provider/name, like openai/gpt-4o-mini."
        )
    provider = providers().get(prefix)
    base_url = settings.model_base_url or (provider.base_url if provider else "")
    if not base_url:
        from ..litellm import LiteLLMCaller

        return LiteLLMCaller(name, api_key=key_for(name, settings), timeout_s=settings.model_timeout_s)
    known = facts(name)
    Thread(target=import_module, args=("aiohttp",), daemon=True).start()  # ready by the time the first page is read
    return OpenAICompatible(
        name,
        base_url=base_url,
        api_key=key_for(name, settings) or ANY_KEY,
        model=model,
        timeout_s=settings.model_timeout_s,
        price=partial(cost, known),
        strict=known.strict,
    )
