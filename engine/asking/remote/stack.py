"""The callers round a model: recording over cache over fallbacks over budget over retries over the wire."""

from ....schemas.errors import UnknownModel
from ....schemas.settings import Settings
from .agreement import AgreeingModel
from .budget import Budget, Budgeted
from .cache import Cached
from .call import Caller
from .fallback import Fallback
from .model import RemoteModel
from .recording import Recording, Replay
from .retrying import Retrying
from .transport import key_for, open_transport


def open_caller(name: str, settings: Settings, budget: Budget | None = None) -> Caller:
    """Everything between a question and the model called `name`; nothing is sent yet.

    Args:
        name: provider/model.
        settings: fallbacks, limits, cache, recording.
        budget: of the run this belongs to; by default one of its own, with the limits of the settings.

    Raises:
        UnknownModel, MissingExtra, InvalidSetting: the model cannot be asked as the settings want it.
    """
    if name == "local":
        raise UnknownModel("'local' is the embedded reader; a language model is written provider/name.")
    if settings.replay_dir is not None:
        return Replay(name, settings.replay_dir.expanduser())
    budget = budget or Budget(settings.max_cost_usd, settings.max_tokens_per_document)
    models = (name, *(other for other in settings.fallback_models if other != name))
    caller: Caller = Fallback([_one(model, settings, budget) for model in models])
    if settings.cache:
        caller = Cached(caller, settings.data_dir.expanduser() / "cache", settings.cache_bytes)
    if settings.record_dir is not None:  # what the cache answers is recorded too
        caller = Recording(caller, settings.record_dir.expanduser())
    return caller


def _one(name: str, settings: Settings, budget: Budget) -> Caller:
    """One model with its retries, within the budget."""
    key = key_for(name, settings)
    retrying = Retrying(
        open_transport(name, settings),
        attempts=settings.model_attempts,
        concurrency=settings.model_concurrency,
        key=key.get_secret_value() if key else "",
    )
    return Budgeted(retrying, budget)


def open_model(name: str, settings: Settings, budget: Budget | None = None) -> RemoteModel | AgreeingModel:
    """The model called `name`, ready to be asked about documents; a panel where several readings must agree.

    Raises:
        UnknownModel, MissingExtra, InvalidSetting: see open_caller.
    """
    caller = open_caller(name, settings, budget)
    model = RemoteModel(caller, form=settings.input, language=settings.language)
    if settings.readings == 1:
        return model
    return AgreeingModel(tuple(model.again(attempt) for attempt in range(settings.readings)))
