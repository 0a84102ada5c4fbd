"""The settings of a command: those of the environment, with what the command line changes."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..schemas.settings import Settings


def settings_with(changes: Mapping[str, object | None]) -> "Settings":
    """The settings of the environment, with every change that is not None.

    Raises:
        InvalidSetting: naming the setting and what is wrong with it.
    """
    from pydantic import ValidationError

    from ..schemas.errors import InvalidSetting
    from ..schemas.settings import Settings

    given = Settings.from_env(os.environ)  # noqa: TID251 (the command line is a door)
    changed = {name: value for name, value in changes.items() if value is not None}
    try:
        return Settings.model_validate({**dict(given), **changed})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidSetting(f"{first['loc'][0]}: {first['msg']}") from error
