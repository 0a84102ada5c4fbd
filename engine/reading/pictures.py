"""A PDF page or an image frame as pixels, as shown, with a limit on how many."""

import io
import logging
import math
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import pypdfium2
from PIL import Image, ImageOps

from ...schemas.document import Box
from ...schemas.errors import ImageTooLarge, TooManyPages, UnreadableFile
from ...schemas.settings import Settings
from .pdf import Frame

OCR_DPI = 200
"""Dots per inch for OCR: the x-height of 7-point text is then about ten pixels."""
FAINTEST = 24
"""Least difference of lightness, of 255, that ink on paper makes."""
MARGIN = 8
"""Pixels around a part that is rendered alone."""

logging.getLogger("PIL").addHandler(logging.NullHandler())  # what Pillow finds wrong with a file is said in our errors


def render(page: pypdfium2.PdfPage, frame: Frame, dpi: float, most_pixels: int, *, gray: bool = True) -> Image.Image:
    """The page as shown, at `dpi` or as much less as keeps it within `most_pixels`."""
    with rendered(page, frame, dpi, most_pixels, gray=gray) as picture:
        return picture.copy()


@contextmanager
def rendered(
    page: pypdfium2.PdfPage, frame: Frame, dpi: float, most_pixels: int, *, gray: bool = True
) -> Generator[Image.Image]:
    """The same without a copy: PDFium's own pixels, gone on leaving."""
    scale = cast(Any, _scale(frame, dpi, most_pixels))  # declared as int, taken as any number
    bitmap = cast(Any, page.render(scale=scale, grayscale=gray))
    try:
        yield bitmap.to_pil()
    finally:
        bitmap.close()


class Part(NamedTuple):
    """The picture of a part of a page."""

    picture: Image.Image
    left: int
    """Pixels of the whole page's picture left of it."""
    top: int
    """The same above it."""
    scale: float
    """Pixels a point."""


@contextmanager
def rendered_part(page: pypdfium2.PdfPage, frame: Frame, part: Box, dpi: float, most_pixels: int) -> Generator[Part]:
    """A part of the page in grey, its pixels those of the whole page's picture; gone on leaving.

    Args:
        page: the page.
        frame: its visible part, as it is shown (not turned further).
        part: what is wanted of it, on the page as shown.
        dpi: of the whole page's picture.
        most_pixels: the whole page's picture would have at most.
    """
    scale = _scale(frame, dpi, most_pixels)
    width, height = (math.ceil(float(side) * scale) for side in page.get_size())
    shown = width / max(frame.width, 1.0)
    left, right = _stretch(part.x0 * shown, part.x1 * shown, width)
    top, bottom = _stretch(part.y0 * shown, part.y1 * shown, height)
    # The edges in points, half a pixel short, since they are rounded up to whole pixels.
    crop = tuple(max(0.0, (pixels - 0.5) / scale) for pixels in (left, height - bottom, width - right, top))
    bitmap = cast(Any, page.render(scale=cast(Any, scale), crop=crop, grayscale=True))
    try:
        yield Part(bitmap.to_pil(), left, top, shown)
    finally:
        bitmap.close()


def _stretch(first: float, last: float, whole: int) -> tuple[int, int]:
    """The pixels from `first` to `last` and a margin, within the picture: what is drawn is exact but for the edges."""
    start = min(max(int(first) - MARGIN, 0), whole - 1)
    return start, max(start + 1, min(int(last) + 1 + MARGIN, whole))


def _scale(frame: Frame, dpi: float, most_pixels: int) -> float:
    """Pixels a point, for `dpi` or as much less as keeps the picture within `most_pixels`."""
    area = max(frame.width, 1.0) * max(frame.height, 1.0)
    return min(dpi / 72, math.sqrt(most_pixels / area))


def is_blank(picture: Image.Image) -> bool:
    """Whether nothing is printed: hardly any difference between the lightest and the darkest pixel."""
    darkest, lightest = picture.convert("L").getextrema()
    return lightest - darkest < FAINTEST  # type: ignore[operator]


def frames_of(data: bytes, settings: Settings) -> Iterator[Image.Image | None]:
    """Each page of an image file, upright as its EXIF says, in grey or RGB on white; None where one is damaged.

    A TIFF may hold many pages; of other types the first image counts (the others are previews or animation).

    Raises:
        UnreadableFile: the file cannot be opened.
        ImageTooLarge: a frame has more pixels than the settings allow, judged before any is decoded.
        TooManyPages: more frames than the settings allow.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the size is judged below, by our own limit
        try:
            image = Image.open(io.BytesIO(data))
            count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        except Image.DecompressionBombError as error:
            raise ImageTooLarge from error
        except Exception as error:  # Pillow's plugins raise what they like on broken headers
            raise UnreadableFile from error
        if count > settings.max_pages:
            raise TooManyPages
        with image:
            for index in range(count):
                yield _frame(image, index, settings)


def _frame(image: Image.Image, index: int, settings: Settings) -> Image.Image | None:
    try:
        if index:
            image.seek(index)
        pixels = image.width * image.height
        if pixels > settings.max_image_pixels:
            raise ImageTooLarge(
                f"The image has {pixels / 1e6:.0f} million pixels; the limit is "
                f"{settings.max_image_pixels / 1e6:.0f} million. Scan at 300 dpi or less."
            )
        factor = math.sqrt(settings.max_raster_pixels / pixels)
        size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
        if factor < 1:
            image.draft(None, size)  # a JPEG is decoded at a half, a quarter or an eighth for nothing
        picture = _plain(image)
        if factor < 1:
            picture = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        return ImageOps.exif_transpose(picture)
    except ImageTooLarge:
        raise
    except Exception:  # as above: one damaged frame must not cost the others
        return None


def _plain(image: Image.Image) -> Image.Image:
    """The image in grey or RGB, transparency on white; a new image that keeps the EXIF orientation."""
    if image.mode in ("L", "RGB"):
        return image.copy()
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        low, high = cast(tuple[float, float], image.getextrema())
        scale = 255 / (high - low) if high > low else 0.0
        return image.convert("F").point(lambda value: (value - low) * scale).convert("L")
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        layer = image.convert("RGBA")
        plain = Image.new("RGB", layer.size, (255, 255, 255))
        plain.paste(layer, mask=layer.getchannel("A"))
        plain.info["exif"] = image.info.get("exif", b"")
        return plain
    return image.convert("RGB")
