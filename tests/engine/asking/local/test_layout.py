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


def test_a_tall_word_beside_two_lines_does_not_join_them() -> None:
    words = (
        Word("LICHT", Box(40, 41, 120, 57)),
        *(Word("Industrieweg", Box(456, 40, 520, 52)), Word("41", Box(522, 40, 540, 52))),
        *(Word("USt-IdNr.", Box(470, 46, 510, 58)), Word("DE220418820", Box(512, 46, 560, 58))),
    )
    layout = lay_out([Page(1, 595, 842, words, (), TextSource.OCR)])
    assert sorted(line.text for line in layout.lines)[-1] == "USt-IdNr. DE220418820"
