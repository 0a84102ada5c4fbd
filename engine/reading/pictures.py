"""A PDF page or an image frame as pixels, as shown, with a limit on how many."""

import io
import math
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from ...schemas.errors import ImageTooLarge, TooManyPages, UnreadableFile
from ...schemas.settings import Settings
from .pdf import Frame

OCR_DPI = 200
"""Dots per inch for OCR: the x-height of 7-point text is then about ten pixels."""


def render(page: pypdfium2.PdfPage, frame: Frame, dpi: float, most_pixels: int, *, gray: bool = True) -> Image.Image:
    """The page as shown, at `dpi` or as much less as keeps it within `most_pixels`."""
    area = max(frame.width, 1) * max(frame.height, 1)
    scale = min(dpi / 72, math.sqrt(most_pixels / area))
    bitmap = page.render(scale=scale, grayscale=gray)
    try:
        return bitmap.to_pil().copy()
    finally:
        bitmap.close()


def frames_of(data: bytes, settings: Settings) -> Iterator[Image.Image | None]:
    """Each frame of an image file, upright as its EXIF says, in grey or RGB on white; None where one is damaged.

    Raises:
        UnreadableFile: the first frame cannot be opened.
        ImageTooLarge: a frame has more pixels than the settings allow; judged before any pixel is decoded.
        TooManyPages: more frames than the settings allow.
    """
    try:
        image = Image.open(io.BytesIO(data))
        count = int(getattr(image, "n_frames", 1))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFile from error
    with image:
        if count > settings.max_pages:
            raise TooManyPages
        for index in range(count):
            try:
                image.seek(index)
                if image.width * image.height > settings.max_image_pixels:
                    raise ImageTooLarge
                yield _plain(image)
            except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
                yield None


def _plain(image: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(image)
    if picture.mode in ("L", "RGB"):
        picture.load()
        return picture
    if picture.mode in ("1",):
        return picture.convert("L")
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.point(lambda value: value / 256).convert("L")
    if "A" in picture.mode or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")
