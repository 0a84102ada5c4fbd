"""What looks the same is spelled the same; what means something of its own is kept."""

import pytest

from faktum.engine.reading.spelling import clean


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("o\ufb03ce", "office"),
        ("E\u00ad4", "E-4"),
        ("line\x02", "line-"),
        ("\u2010\u2011", "--"),
        ("a\u200bb\ufeff", "ab"),
        ("\uff11\uff0c\uff15", "1,5"),
        ("u\u0308ber", "über"),
        ("m²", "m²"),
        ("½", "½"),
        ("№", "№"),
        ("\ud83d", ""),
        ("12–14", "12–14"),
    ],
)
def test_clean(given: str, expected: str) -> None:
    assert clean(given) == expected
