"""More evidence never lowers a confidence, and less never raises it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faktum.engine.checking.confidence import confidence
from faktum.engine.checking.features import Features
from faktum.schemas.fields import Kind
from faktum.schemas.record import Status

FEATURES = st.builds(
    Features,
    status=st.sampled_from([status for status in Status if status is not Status.NOT_PRESENT]),
    kind=st.sampled_from(Kind),
    labelled=st.booleans(),
    score=st.none() | st.floats(0, 1),
    certainty=st.floats(0, 1),
    exact=st.booleans(),
    confirmed=st.integers(0, 9),
    doubted=st.integers(0, 9),
    disputed=st.booleans(),
)


@given(FEATURES)
def test_a_confidence_lies_between_zero_and_one(features: Features) -> None:
    assert 0 <= confidence(features) <= 1


@given(FEATURES)
def test_every_fact_pulls_its_own_way(features: Features) -> None:
    assert confidence(replace(features, labelled=True)) >= confidence(replace(features, labelled=False))
    assert confidence(replace(features, confirmed=1)) >= confidence(replace(features, confirmed=0))
    assert confidence(replace(features, doubted=1)) <= confidence(replace(features, doubted=0))
    assert confidence(replace(features, disputed=True)) <= confidence(replace(features, disputed=False))
    assert confidence(replace(features, exact=True)) >= confidence(replace(features, exact=False))
    assert confidence(replace(features, certainty=1.0)) >= confidence(features)
    assert confidence(replace(features, score=1.0)) >= confidence(replace(features, score=0.2))


@given(FEATURES)
def test_better_found_is_surer(features: Features) -> None:
    order = [Status.NOT_FOUND, Status.AMBIGUOUS, Status.DERIVED, Status.VERIFIED]
    values = [confidence(replace(features, status=status)) for status in order]
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("status", "value"),
    [
        (Status.VERIFIED, 0.92),
        (Status.DERIVED, 0.83),
        (Status.AMBIGUOUS, 0.65),
        (Status.NOT_FOUND, 0.1),
        (Status.NOT_PRESENT, 0),
    ],
)
def test_the_status_alone_sets_the_start_of_a_text(status: Status, value: float) -> None:
    assert confidence(Features(status)) == value
