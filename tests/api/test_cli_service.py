"""`faktum keys` and `faktum credits`, as docs/deploy.md shows them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from faktum.__main__ import app
from faktum.api import server_extra
from faktum.schemas.errors import MissingExtra

RUN = CliRunner()


def _run(*arguments: str, data: Path) -> str:
    done = RUN.invoke(app, [*arguments, "--data", str(data)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_key_is_printed_alone_and_once(tmp_path: Path) -> None:
    """Nothing but the key on standard output; afterwards only its beginning is shown."""
    key = _run("keys", "create", "accounting", "--org", "acme", "--expires", "90d", data=tmp_path)
    assert key.startswith("fkt_live_")
    assert len(key.split()) == 1
    listed = _run("keys", "list", data=tmp_path)
    assert key.strip() not in listed
    assert listed.split("\t")[:4] == ["acme", "accounting", f"{key[:15]}…", "active"]


def test_a_revoked_key_is_told_and_a_rotated_one_has_a_successor(tmp_path: Path) -> None:
    """`rotate` gives another key and leaves the old one for a while; `revoke` ends one at once."""
    first = _run("keys", "create", "app", "--test", data=tmp_path)
    second = _run("keys", "rotate", "app", "--overlap", "0", data=tmp_path)
    assert second.startswith("fkt_test_")
    assert second != first
    _run("keys", "revoke", second.strip(), data=tmp_path)
    assert sorted(line.split("\t")[3] for line in _run("keys", "list", data=tmp_path).splitlines()) == [
        "expired",
        "revoked",
    ]


def test_credits_are_granted_once_under_one_reference(tmp_path: Path) -> None:
    """Unlimited first; with a limit what was granted counts, however often the grant is repeated."""
    _run("keys", "create", "app", data=tmp_path)
    assert _run("credits", "show", data=tmp_path) == "default: no limit\n"
    _run("credits", "limit", data=tmp_path)
    for _ in range(2):
        _run("credits", "grant", "1000", "--reference", "INV-1", data=tmp_path)
    assert _run("credits", "show", data=tmp_path) == "default: 1000 credits, 0 of them held\n"
    _run("credits", "limit", "--monthly", "1500", data=tmp_path)
    assert _run("credits", "show", data=tmp_path) == "default: 1500 credits, 0 of them held\n"


def test_a_key_that_nobody_has_is_told(tmp_path: Path) -> None:
    """An unknown name changes nothing and says so."""
    from faktum.schemas.errors import InvalidInput

    with pytest.raises(InvalidInput, match="0 keys are called 'nobody'"):
        RUN.invoke(app, ["keys", "revoke", "nobody", "--data", str(tmp_path)], catch_exceptions=False)
    with pytest.raises(InvalidInput, match="no organisation is called 'nobody'"):
        RUN.invoke(app, ["credits", "grant", "5", "--org", "nobody", "--data", str(tmp_path)], catch_exceptions=False)


@pytest.mark.parametrize("command", [["keys", "list"], ["credits", "show"], ["serve"], ["worker"]])
def test_without_the_extra_it_says_what_to_install(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A core install has no database and no web server; nothing is imported, and the line to type is told."""
    monkeypatch.setattr(server_extra, "PARTS", ("no_such_package",))
    with pytest.raises(MissingExtra, match=r'pip install "faktum\[server\]"'):
        RUN.invoke(app, command, catch_exceptions=False)


def test_a_database_that_is_not_there_is_told_before_anything_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`serve` ended with a trace of the web server, and its worker started again and again."""
    from faktum.schemas.errors import InvalidSetting

    monkeypatch.setenv("FAKTUM_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(InvalidSetting, match="FAKTUM_DATABASE_URL: the database cannot be opened"):
        RUN.invoke(app, ["serve", "--data", str(tmp_path)], catch_exceptions=False)
