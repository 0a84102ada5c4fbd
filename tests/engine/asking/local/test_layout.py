"""Words become lines as a person reads them."""

from faktum.engine.asking.local.layout import lay_out
from faktum.schemas.document import Box, Page, TextSource, Word


def test_lines_whose_boxes_overlap_stay_apart() -> None:
    """OCR draws boxes higher than the lines are apart; words that would stand on one another are of two lines."""
    words = (
        *(
            Word("ul.", Box(40, 130, 47, 145.8)),
            Word("Polna", Box(48, 130, 110, 145.8)),
            Word("8", Box(112, 130, 120, 145.8)),
        ),
        *(Word("NIP", Box(41, 140, 55, 150.2)), Word("7720417080", Box(57, 140, 105, 150.2))),
    )
    layout = lay_out([Page(1, 595, 842, words, (), TextSource.OCR)])
    assert [line.text for line in layout.lines] == ["ul. Polna 8", "NIP 7720417080"]
