"""The log tells where something failed, and nothing of what a document or a key says."""

import logging

import pytest
import structlog

from faktum.api.logs import configure_logs
from faktum.schemas.settings import Settings

PRINTED, KEY = "IBAN DE02 1203 0000", "fkt_live_secret"


def fail() -> None:
    try:
        raise KeyError(PRINTED)
    except KeyError as error:
        raise ValueError(KEY) from error


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_error_is_logged_by_its_kind_and_place_without_its_words(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both kinds and the function where it happened; not the words of either, from our log and from libraries'."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    try:
        configure_logs(Settings.model_validate({"log_format": form}))
        try:
            fail()
        except ValueError:
            structlog.get_logger().exception("ours", extraction_id="e1")
            logging.getLogger("library").exception("theirs")
        told = capsys.readouterr().err
    finally:
        structlog.reset_defaults()
    assert "ours" in told
    assert "e1" in told
    assert "theirs" in told
    assert told.count("ValueError") >= 2
    assert "KeyError" in told
    assert "in fail" in told
    assert PRINTED not in told
    assert KEY not in told
