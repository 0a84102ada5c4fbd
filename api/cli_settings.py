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
    from ..schemas.settings import Settings

    return Settings.from_env(os.environ).changed(changes)  # noqa: TID251 (the command line is a door)
