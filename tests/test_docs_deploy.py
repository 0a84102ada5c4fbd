"""docs/deploy.md, the Dockerfile and compose.yaml name what there is."""

import re
from pathlib import Path

import yaml
from typer.main import get_command

from faktum.schemas.settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_table_of_settings_is_that_of_the_code() -> None:
    """Every setting with its default and what it is, and none that does not exist."""
    rows = re.findall(r"^\| `(FAKTUM_\w+)` \| (.*?) \| (.*) \|$", PAGE, re.MULTILINE)
    wanted: list[tuple[str, str, str]] = []
    for name, field in Settings.model_fields.items():
        if name != "api_keys":
            default = field.default
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            told = "" if default in (None, "", ()) else f"`{shown}`"
            wanted.append((f"FAKTUM_{name.upper()}", told, field.description or ""))
    assert rows == wanted


def test_every_command_of_the_page_and_the_files_exists() -> None:
    """`faktum keys create`, `serve`, `worker`, `backup`: in the page, the Dockerfile and compose.yaml."""
    from faktum.__main__ import app

    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    on_page = set(re.findall(r"^faktum (\w+)", PAGE, re.MULTILINE))
    in_compose = {service["command"][0] for name, service in COMPOSE["services"].items() if name in ("api", "worker")}
    assert on_page == {"keys", "credits", "serve", "backup"}
    assert in_compose == {"serve", "worker"}
    assert on_page | in_compose <= commands


def test_compose_sets_only_settings_that_exist() -> None:
    """A variable that nobody reads would be a promise that nobody keeps."""
    files = (ROOT / "compose.yaml").read_text() + (ROOT / "Dockerfile").read_text() + PAGE
    known = {f"FAKTUM_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"FAKTUM_[A-Z_]+", files)) <= known
