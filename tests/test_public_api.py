"""The names `from faktum import …` promises."""

import pytest

import faktum


def test_all_is_what_is_visible() -> None:
    assert dir(faktum) == sorted(faktum.__all__)


@pytest.mark.parametrize("name", faktum.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(faktum, name).__name__ == name


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extracts'"):
        faktum.extracts  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore
