"""More evidence never lowers a confidence, and less never raises it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from faktum.engine.checking.confidence import AGAINST, FOR, HIGHEST, confidence, evidence, weighed, weights
from faktum.engine.checking.features import Features
from faktum.schemas.fields import Kind
from faktum.schemas.record import Source, Status

COUNT = st.integers(0, 9)
FEATURES = st.builds(
    Features,
    status=st.sampled_from([status for status in Status if status is not Status.NOT_PRESENT]),
    kind=st.sampled_from(Kind),
    term=st.sampled_from([None, "AmountDue", "SupplierName", "LineItems.Quantity"]),
    source=st.sampled_from([Source.PAGE, Source.MODEL, Source.DERIVED]),
    labelled=st.booleans(),
    label_lines=st.none() | st.floats(0, 20),
    score=st.none() | st.floats(0, 1),
    others=COUNT,
    disputed=st.booleans(),
    rivals=COUNT,
    by_ocr=st.booleans(),
    certainty=st.floats(0, 1),
    exact=st.booleans(),
    printed=COUNT,
    confirmed=COUNT,
    doubted=COUNT,
    row_confirmed=st.floats(0, 1),
)


@given(FEATURES)
def test_a_confidence_lies_between_zero_and_one(features: Features) -> None:
    assert 0 <= confidence(features) <= HIGHEST
    assert confidence(features) == confidence(replace(features))


@given(FEATURES, COUNT)
def test_every_fact_pulls_its_own_way(features: Features, more: int) -> None:
    here = confidence(features)
    assert confidence(replace(features, labelled=True)) >= confidence(replace(features, labelled=False))
    assert confidence(replace(features, label_lines=0.0)) >= here
    assert confidence(replace(features, confirmed=features.confirmed + more)) >= here
    assert confidence(replace(features, row_confirmed=1.0)) >= here
    assert confidence(replace(features, printed=features.printed + more)) >= here
    assert confidence(replace(features, doubted=features.doubted + more)) <= here
    assert confidence(replace(features, disputed=True)) <= confidence(replace(features, disputed=False))
    assert confidence(replace(features, others=features.others + more)) <= here
    assert confidence(replace(features, rivals=features.rivals + more)) <= here
    assert confidence(replace(features, exact=True)) >= confidence(replace(features, exact=False))
    assert confidence(replace(features, certainty=1.0)) >= here
    assert confidence(replace(features, score=1.0)) >= confidence(replace(features, score=0.2))


@given(FEATURES)
def test_better_found_is_surer(features: Features) -> None:
    by_status = {status: confidence(replace(features, status=status)) for status in Status}
    assert by_status[Status.NOT_PRESENT] == 0
    assert by_status[Status.NOT_FOUND] <= by_status[Status.AMBIGUOUS] <= by_status[Status.VERIFIED]
    assert by_status[Status.NOT_FOUND] <= by_status[Status.DERIVED] <= by_status[Status.VERIFIED]


def test_a_value_that_no_page_prints_is_hardly_believed() -> None:
    assert confidence(Features(Status.NOT_FOUND, Kind.IDENTIFIER, source=Source.MODEL, printed=0, doubted=1)) < 0.2
    assert confidence(Features(Status.VERIFIED, Kind.IDENTIFIER, source=Source.MODEL)) > 0.85


def test_values_of_an_e_invoice_are_not_judged_as_read() -> None:
    assert confidence(Features(Status.DERIVED, source=Source.XML)) == 0.99
    assert confidence(Features(Status.VERIFIED, source=Source.XML, doubted=1)) == 0.9


def test_the_stored_weights_keep_their_signs_and_their_names() -> None:
    """A weight under a name that nothing goes by would be forgotten in silence."""
    assert all(weights().get(name, 0) >= 0 for name in FOR)
    assert all(weights().get(name, 0) <= 0 for name in AGAINST)
    cells = [
        Features(status, kind, term, Source.PAGE, True, 3.0, 0.4, 3, True, 2, True, 0.5, False, 3, confirmed, 2, 0.5)
        for status in Status
        for kind in Kind
        for term in (None, "AmountDue", "LineItems.Quantity")
        for confirmed in (0, 2)
    ]
    names = {name for cell in (*cells, Features(Status.VERIFIED)) for name in evidence(cell)}
    assert set(weights()) <= names
    assert names >= FOR | AGAINST


def test_what_nobody_weighed_weighs_nothing() -> None:
    assert weighed({"a fact": 1.0}, {}) == 0.5
    assert weighed({"a fact": 1.0}, {"a fact": 100.0}) == HIGHEST
