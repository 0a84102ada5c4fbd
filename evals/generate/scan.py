"""Scans and photos made from drawn pages: turned, noisy, blurred, unevenly lit; the same seed gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Damage:
    """What the scanner or the camera did to a page."""

    dpi: int = 200
    tilt: float = 0.0
    """Degrees, counter-clockwise."""
    quarter_turns: int = 0
    """Times 90 degrees counter-clockwise; a page fed in sideways or upside down."""
    noise: float = 0.04
    """Share of random grey mixed in."""
    blur: float = 0.0
    """Radius in pixels."""
    shade: float = 0.0
    """How much darker the dark edge is, 0 to 1."""
    contrast: float = 1.0
    quality: int = 70
    """JPEG quality."""
    paper: int = 250
    """Grey of white paper."""
    color: bool = False
    background: int | None = None
    """Grey of the table a photo was taken on; None for a scan."""


def choose_damage(random: Random, *, photo: bool = False) -> Damage:
    """A damage of the usual strength; now and then a page lies on its side or upside down."""
    if photo:
        return Damage(
            dpi=random.choice((150, 170, 200)),
            tilt=random.uniform(-2.5, 2.5),
            noise=random.uniform(0.02, 0.06),
            blur=random.uniform(0.2, 0.7),
            shade=random.uniform(0.15, 0.4),
            contrast=random.uniform(0.75, 0.95),
            quality=random.choice((60, 72, 80)),
            paper=random.choice((225, 235, 242)),
            color=True,
            background=random.choice((70, 105, 140)),
        )
    return Damage(
        dpi=random.choice((150, 200, 200, 300)),
        tilt=random.uniform(-2, 2) if random.random() < 0.8 else 0.0,
        quarter_turns=random.choices((0, 1, 2, 3), (88, 4, 4, 4))[0],
        noise=random.uniform(0.0, 0.08),
        blur=random.choice((0.0, 0.0, 0.4, 0.8)),
        shade=random.choice((0.0, 0.0, 0.12, 0.25)),
        contrast=random.uniform(0.75, 1.0),
        quality=random.choice((45, 60, 75, 85)),
        paper=random.choice((244, 250, 255)),
        color=random.random() < 0.2,
    )


def rasters(pdf: bytes, dpi: int) -> list["Image"]:
    """Every page of a PDF as an image."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        scale: Any = dpi / 72  # the stub wants an int; the function takes any number
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def damaged(page: "Image", damage: Damage, random: Random) -> "Image":
    """The page as the scanner or the camera saw it."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps

    grey = damage.paper
    image = page if damage.color else ImageOps.grayscale(page)
    if damage.background is not None:
        image = ImageOps.expand(image, border=max(image.size) // 18, fill=_grey(image, damage.background))
    fill = _grey(image, 255 if damage.background is None else damage.background)
    if damage.tilt:
        image = image.rotate(damage.tilt, resample=Image.Resampling.BICUBIC, fillcolor=fill)
    if damage.blur:
        image = image.filter(ImageFilter.GaussianBlur(damage.blur))
    low = round((1 - damage.contrast) * 120)
    image = image.point([round(low + (grey - low) * level / 255) for level in range(256)] * len(image.getbands()))
    if damage.shade:
        light = Image.linear_gradient("L").rotate(random.choice((0, 90, 180, 270))).resize(image.size)
        light = light.point([round(255 * (1 - damage.shade * level / 255)) for level in range(256)])
        image = ImageChops.multiply(image, light if image.mode == "L" else Image.merge("RGB", [light] * 3))
    if damage.noise:
        noise = Image.frombytes("L", image.size, random.randbytes(image.width * image.height))
        image = Image.blend(image, noise if image.mode == "L" else Image.merge("RGB", [noise] * 3), damage.noise)
    for _ in range(damage.quarter_turns):
        image = image.transpose(Image.Transpose.ROTATE_90)
    return image


def scanned_pdf(pdf: bytes, damage: Damage, random: Random) -> bytes:
    """An image-only PDF of every page."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=0)
    for page in rasters(pdf, damage.dpi):
        image = damaged(page, damage, random)
        size = (image.width / damage.dpi * 72, image.height / damage.dpi * 72)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(BytesIO(_jpeg(image, damage))), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_image(pdf: bytes, damage: Damage, random: Random, suffix: str) -> bytes:
    """The first page as '.jpg' or '.png'."""
    image = damaged(rasters(pdf, damage.dpi)[0], damage, random)
    if suffix == ".jpg":
        return _jpeg(image, damage)
    buffer = BytesIO()
    image.save(buffer, "PNG", dpi=(damage.dpi, damage.dpi))
    return buffer.getvalue()


def _jpeg(image: "Image", damage: Damage) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=damage.quality, dpi=(damage.dpi, damage.dpi))
    return buffer.getvalue()


def _grey(image: "Image", level: int) -> int | tuple[int, ...]:
    bands: Sequence[str] = image.getbands()
    return level if len(bands) == 1 else (level,) * len(bands)
