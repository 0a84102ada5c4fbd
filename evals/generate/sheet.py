"""The paper: draws text, rules and fills, and remembers where every value of the truth was printed.

Coordinates are PDF points from the top left; `y` is the baseline of a text and the upper edge of a box.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from ...schemas.errors import InvalidInput, MissingExtra

PAPERS = {"A4": (595.28, 841.89), "LETTER": (612.0, 792.0), "A4L": (841.89, 595.28), "LETTERL": (792.0, 612.0)}
"""Width and height in points."""

FACES: Mapping[str, tuple[str, str, str]] = {
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
    "vera": ("Vera", "VeraBd", "VeraIt"),
    "dejavu": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    "dejavu-serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    "dejavu-mono": ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique"),
}
"""Regular, bold and italic face of each family; the first four ship with reportlab."""

WIDE_FACES: Mapping[str, str] = {
    "helvetica": "dejavu",
    "vera": "dejavu",
    "times": "dejavu-serif",
    "courier": "dejavu-mono",
}
"""The family that takes another's place where a language needs more than Western European letters."""

ASCENT = 0.72
DESCENT = 0.21
"""Height above and below the baseline that a place's box covers, in font sizes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is printed."""

    page: int
    box: tuple[float, float, float, float]
    """x0, y0, x1, y1 in points from the top left."""
    quote: str
    """What is printed there."""


@dataclass
class Sheet:
    """A PDF in the making."""

    size: tuple[float, float]
    family: str = "helvetica"
    font_size: float = 9.0
    ink: str = "#000000"
    page_counts: dict[int, int] = field(default_factory=dict[int, int])
    """First page of an invoice → its number of pages, from an earlier drawing; empty on the first."""
    places: dict[str, list[Place]] = field(default_factory=dict[str, list[Place]])
    page: int = 1
    prefix: str = ""
    """Goes before the names of the places, for files with several invoices."""
    first_only: frozenset[str] = frozenset()
    """Fields that are printed on the first page of a document alone."""
    first_page: int = 1
    """The page on which the document begins that is being drawn."""
    used: float = 0.0
    """Height that is drawn on, set by layouts whose paper is cut to length."""
    canvas: Any = None
    _buffer: BytesIO = field(default_factory=BytesIO)

    wide: bool = False
    """True: families are taken from WIDE_FACES."""

    def __post_init__(self) -> None:
        """Open the canvas."""
        self.canvas = _canvas(self._buffer, self.size)

    @property
    def width(self) -> float:
        """Of the page, in points."""
        return self.size[0]

    @property
    def height(self) -> float:
        """Of the page, in points."""
        return self.size[1]

    def face(self, *, bold: bool = False, italic: bool = False, family: str | None = None) -> str:
        """The font's name."""
        wanted = family or self.family
        name = FACES[WIDE_FACES[wanted] if self.wide else wanted][1 if bold else 2 if italic else 0]
        if not name.startswith(("Helvetica", "Times", "Courier")):
            _register(name)
        return name

    def measure(self, text: str, size: float | None = None, *, bold: bool = False, family: str | None = None) -> float:
        """Width of a text in points."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(text, self.face(bold=bold, family=family), size or self.font_size))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float | None = None,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        color: str | None = None,
        family: str | None = None,
        field: str | None = None,
        quote: str | None = None,
        marks: Mapping[str, str] | None = None,
        fit: float | None = None,
    ) -> float:
        """Print a line; the x where it ends.

        Args:
            align: 'left', 'right' or 'center' of x.
            field: the truth field that is printed here.
            quote: the part of the text that is the field's value; the whole text when absent.
            marks: further fields with their parts of the text.
            fit: a wider text is set smaller, so that it is no wider than this.
        """
        if self.page > self.first_page and not self.first_only.isdisjoint({field, *(marks or ())}):
            return x
        points = size or self.font_size
        width = self.measure(text, points, bold=bold, family=family)
        if fit is not None and width > fit:
            points, width = points * fit / width, fit
        left = x - width if align == "right" else x - width / 2 if align == "center" else x
        self.canvas.setFillColor(_color(color or self.ink))
        self.canvas.setFont(self.face(bold=bold, italic=italic, family=family), points)
        self.canvas.drawString(left, self.height - y, text)
        wanted = dict(marks or {})
        if field:
            wanted[field] = quote or text
        for name, part in wanted.items():
            at = text.find(part)
            if at < 0:
                continue
            x0 = left + self.measure(text[:at], points, bold=bold, family=family)
            x1 = x0 + self.measure(part, points, bold=bold, family=family)
            box = (round(x0, 2), round(y - ASCENT * points, 2), round(x1, 2), round(y + DESCENT * points, 2))
            self.places.setdefault(self.prefix + name, []).append(Place(self.page, box, part))
        return left + width

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        width: float,
        *,
        size: float | None = None,
        leading: float = 1.25,
        **style: Any,
    ) -> float:
        """Print a text in lines no wider than this; the baseline that follows."""
        points = size or self.font_size
        for line in self.wrapped(text, width, points, bold=bool(style.get("bold"))):
            self.text(x, y, line, size=points, **style)
            y += points * leading
        return y

    def wrapped(self, text: str, width: float, size: float | None = None, *, bold: bool = False) -> list[str]:
        """The text in lines no wider than this."""
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and self.measure(longer, size, bold=bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line or not lines else lines

    def rule(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        width: float = 0.5,
        color: str = "#000000",
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A straight line."""
        self.canvas.setStrokeColor(_color(color))
        self.canvas.setLineWidth(width)
        self.canvas.setDash(*dash) if dash else self.canvas.setDash()
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.5,
        radius: float = 0,
    ) -> None:
        """A rectangle."""
        self.canvas.setDash()
        self.canvas.setLineWidth(line)
        if fill:
            self.canvas.setFillColor(_color(fill))
        if stroke:
            self.canvas.setStrokeColor(_color(stroke))
        shape = (x, self.height - y - height, width, height)
        if radius:
            self.canvas.roundRect(*shape, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))
        else:
            self.canvas.rect(*shape, stroke=int(bool(stroke)), fill=int(bool(fill)))

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self.canvas.setFillColor(_color(fill))
        self.canvas.circle(x, self.height - y, radius, stroke=0, fill=1)

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Generator[None]:
        """Draw around (x, y), now (0, height), turned by this angle; for stamps and margins, not for values."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(degrees)
        self.canvas.translate(0, -self.height)
        yield
        self.canvas.restoreState()

    def new_page(self) -> None:
        """End this page and begin the next."""
        self.canvas.showPage()
        self.page += 1

    def finish(self) -> bytes:
        """The PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()


def _canvas(buffer: BytesIO, size: tuple[float, float]) -> Any:
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise MissingExtra('generating invoices needs reportlab: pip install "faktum[evals]"') from error
    return Canvas(buffer, pagesize=size, invariant=1, pageCompression=1)


@cache
def _color(code: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(code)


@cache
def _register(name: str) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    except TTFError as error:
        raise InvalidInput(
            f"the font {name}.ttf is not installed; install the DejaVu fonts or ask for others"
        ) from error
