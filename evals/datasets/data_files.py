"""JSON, JSON lines and YAML as datasets hold them; what cannot be read is told by file and line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from ...schemas.errors import InvalidTruth

YAML_SUFFIXES = (".yaml", ".yml")


class _Plain(yaml.SafeLoader):
    """YAML whose dates stay the text they are, as in JSON."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_data(file: Path) -> Any:
    """The content of a JSON or YAML file.

    Raises:
        InvalidTruth: naming the file, and the line where its syntax breaks.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        return yaml.load(text, _Plain) if file.suffix.lower() in YAML_SUFFIXES else json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidTruth(
            f"{file}: line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise InvalidTruth(f"{file}: {where}this is no YAML: {getattr(error, 'problem', error)}.") from error
    except UnicodeDecodeError as error:
        raise InvalidTruth(f"{file}: this is no UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise InvalidTruth(f"{file}: this cannot be read: {error.strerror or error}.") from error


def read_object(file: Path) -> dict[str, Any]:
    """The content of a JSON or YAML file that holds names and values.

    Raises:
        InvalidTruth: as `read_data`, and where the file holds something else.
    """
    found = read_data(file)
    if not isinstance(found, dict):
        raise InvalidTruth(f"{file}: names and values in braces are wanted here.")
    return cast(dict[str, Any], found)


def read_lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number of the line, its object) for every line of a JSON lines file; blank lines are passed over.

    Raises:
        InvalidTruth: naming the file and the line that is no JSON object.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidTruth(f"{file}: this cannot be read as UTF-8 text ({error}).") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise InvalidTruth(f"{file}: line {number}, column {error.colno}: no JSON: {error.msg}.") from error
        if not isinstance(found, dict):
            raise InvalidTruth(f"{file}: line {number}: names and values in braces are wanted here.")
        yield number, cast(dict[str, Any], found)
