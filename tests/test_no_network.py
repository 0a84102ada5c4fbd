"""Live calls cannot happen by accident while tests run."""

import socket

import pytest

from faktum import Settings, extract


def test_an_address_beyond_this_machine_is_refused() -> None:
    with pytest.raises(OSError, match=r"tests may not reach 192\.0\.2\.1"), socket.socket() as somewhere:
        somewhere.connect(("192.0.2.1", 443))


def test_a_real_provider_asked_by_accident_is_a_coded_failure() -> None:
    settings = Settings(model="openai/gpt-4o-mini", model_attempts=1, cache=False)
    with open("examples/Rechnung.pdf", "rb") as file:
        result = extract(file, "total", settings=settings)
    assert result.documents[0].error is not None
    assert result.documents[0].error.code == "MODEL_UNAVAILABLE"
