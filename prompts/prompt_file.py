"""A prompt in a file: YAML or JSON."""

from pathlib import Path
from typing import Any, cast

import yaml

from ..schemas.errors import InvalidInput


def read_prompt(file: Path) -> str | dict[str, Any]:
    """The prompt as the file gives it: fields, or text.

    Raises:
        InvalidInput: the file cannot be opened, is neither YAML nor JSON, or holds no prompt.
    """
    try:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"--prompt-file {file}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"--prompt-file {file} is no YAML or JSON: {error}") from error
    if not isinstance(loaded, dict | str):
        raise InvalidInput(f"--prompt-file {file} holds no prompt: expected fields, or text.")
    return cast("dict[str, Any] | str", loaded)
