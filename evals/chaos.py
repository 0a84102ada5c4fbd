"""How robust is reading on one's own documents: each is read again as worse and worse pictures of itself.

A field flips where the damaged reading differs from the undamaged one. A flip is told where the damaged reading leaves
the field empty, doubts its place, or warns about it; a flip that is not told is the dangerous one.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from ..engine import flow
from ..engine.sources import Source
from ..engine.standing import Standing
from ..prompts.compiled import CompiledPrompt
from ..schemas.document import MediaType, Pages
from ..schemas.errors import FaktumError
from ..schemas.record import Cell, DocumentResult, Evidence, Severity, Status, Value
from ..schemas.settings import Settings
from .generate.scan import Damage, damaged, rasters

if TYPE_CHECKING:
    from PIL.Image import Image

CLEAN = Damage(dpi=200, noise=0.0, quality=92, paper=255, color=True)

DAMAGES: Mapping[str, Damage] = {
    "picture of it": CLEAN,
    "blurred": replace(CLEAN, blur=2.2),
    "noisy": replace(CLEAN, noise=0.3),
    "JPEG of low quality": replace(CLEAN, quality=6),
    "turned by 4 degrees": replace(CLEAN, tilt=4.0),
    "low resolution": replace(CLEAN, dpi=75),
    "pale": replace(CLEAN, contrast=0.25, paper=215),
    "a value painted over": CLEAN,
}
"""What is done to each page → how; the first is the measure of what taking a picture costs by itself."""

PAINTED_OVER = "a value painted over"

MOST_PAGES = 3
"""Longer documents are left out: each page is read once for every damage, by OCR."""

DOUBTED = (Status.NOT_FOUND, Status.AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Flip:
    """One field that reads otherwise once the page is damaged."""

    file: str
    damage: str
    field: str
    before: Value
    after: Value
    told: bool
    """True where status or a warning says so, or the field is empty."""


@dataclass(frozen=True, slots=True)
class Shaken:
    """One document under one damage."""

    file: str
    damage: str
    fields: int
    """Fields with a value in either reading."""
    flips: tuple[Flip, ...] = ()
    error: str | None = None
    """Why the damaged document could not be read at all: that is told, too."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that was not damaged, and why."""

    file: str
    why: str


class Share(NamedTuple):
    """Sums over documents, of one damage."""

    damage: str
    documents: int
    fields: int
    flipped: int
    untold: int


def shaken(
    sources: Sequence[Source], prompt: CompiledPrompt, settings: Settings, *, seed: int = 0
) -> Iterator[Shaken | LeftOut]:
    """Every document under every damage, one document after the other.

    Args:
        sources: PDFs and pictures.
        prompt: its fields of the invoice are compared, those of the first record.
        settings: as for any extraction; they must allow OCR.
        seed: of the noise and of the values that are painted over.
    """
    with Standing(None, settings) as engine:
        for source in sources:
            yield from asyncio.run(_document(engine, source, prompt, seed))


async def _document(engine: Standing, source: Source, prompt: CompiledPrompt, seed: int) -> list[Shaken | LeftOut]:
    """One document under every damage; workers read and draw, for a document is never opened in this process."""
    settings, run = engine.settings, engine.workers.run
    try:
        data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
        pages = await run(flow.read, source, settings)
        if pages.media_type is MediaType.XML or len(pages.pages) > MOST_PAGES:
            why = "no pages to damage" if pages.media_type is MediaType.XML else f"more than {MOST_PAGES} pages"
            return [LeftOut(source.name, why)]
        whole = await engine.document(source, prompt)
    except FaktumError as error:
        return [LeftOut(source.name, error.message)]
    if not whole.records:
        return [LeftOut(source.name, "no invoice was found in it")]

    cells = whole.records[0].fields.values()
    places = tuple(cell.evidence[0] for cell in cells if cell.value is not None and cell.evidence)

    async def under(kind: str) -> Shaken:
        try:
            picture = await run(picture_of, data, pages, kind, f"{seed} {source.name}", places)
            result = await engine.document(Source(source.name, picture), prompt)
        except FaktumError as error:
            return Shaken(source.name, kind, 0, error=f"{error.code}: {error.message}")
        return flips_between(source.name, kind, whole, result, prompt)

    return list(await asyncio.gather(*map(under, DAMAGES)))


def picture_of(data: bytes, pages: Pages, kind: str, seed: str, places: Sequence[Evidence] = ()) -> bytes:
    """The document as a PDF of damaged pictures; the same seed gives the same pixels.

    Args:
        data: the file's bytes.
        pages: the file, read.
        kind: one of DAMAGES.
        seed: of the noise, and of the value that is painted over.
        places: where values stand; one of these is painted over.
    """
    damage, random = DAMAGES[kind], Random(f"{seed} {kind}")
    images = rasters(data, damage.dpi) if pages.media_type is MediaType.PDF else _frames(data, pages, damage.dpi)
    if kind == PAINTED_OVER:
        images = _without_one(images, pages, places, random)
    images = [damaged(image, damage, random) for image in images]
    buffer = BytesIO()
    images[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=damage.dpi,
        quality=damage.quality,
        creationDate=None,
        modDate=None,
    )
    return buffer.getvalue()


def _frames(data: bytes, pages: Pages, dpi: int) -> list["Image"]:
    """The frames of a picture, as large as the pages they were read as are at this resolution."""
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(BytesIO(data)) as picture:
        frames = [ImageOps.exif_transpose(frame.convert("RGB")) for frame in ImageSequence.Iterator(picture)]
    sized: list[Image.Image] = []
    for frame, page in zip(frames, pages.pages, strict=False):
        longest = max(page.width_pt, page.height_pt) / 72 * dpi
        factor = longest / max(frame.size)
        size = (max(1, round(frame.width * factor)), max(1, round(frame.height * factor)))
        sized.append(frame.resize(size) if factor < 1 else frame)
    return sized


def _without_one(images: list["Image"], pages: Pages, places: Sequence[Evidence], random: Random) -> list["Image"]:
    """The pages, one of the places painted over."""
    from PIL import ImageDraw

    known = [(place.page - 1, place.box) for place in places if place.box and place.page <= len(images)]
    if known:
        number, box = random.choice(known)
        page, image = pages.pages[number], images[number]
        width = page.height_pt if round(page.turned / 90) % 2 else page.width_pt  # of the page as it is shown
        scale = image.width / width
        ImageDraw.Draw(image).rectangle([edge * scale for edge in box], fill="white")
    return images


# -- comparing --------------------------------------------------------------------------------------------------------


def flips_between(
    file: str, kind: str, whole: DocumentResult, result: DocumentResult, prompt: CompiledPrompt
) -> Shaken:
    """Which fields of the prompt read otherwise in a damaged document, and whether that is told."""
    if result.error is not None:
        return Shaken(file, kind, 0, error=f"{result.error.code}: {result.error.message}")
    before = whole.records[0].fields
    record = result.records[0] if result.records else None
    after: Mapping[str, Cell] = record.fields if record else {}
    warned = {
        name for note in (record.notes if record else ()) if note.severity is not Severity.INFO for name in note.fields
    }
    fields = [field.name for field in prompt.invoice_fields]
    flips: list[Flip] = []
    seen = 0
    for name in fields:
        one, other = before.get(name, Cell()), after.get(name, Cell())
        if one.value is None and other.value is None:
            continue
        seen += 1
        if not _same(one.value, other.value):
            told = other.value is None or other.status in DOUBTED or name in warned
            flips.append(Flip(file, kind, name, one.value, other.value, told))
    return Shaken(file, kind, seen, tuple(flips))


def _same(one: Value, other: Value) -> bool:
    """Equal, texts but for case and blanks."""
    if isinstance(one, str) and isinstance(other, str):
        return "".join(one.split()).casefold() == "".join(other.split()).casefold()
    return one == other


def shares(found: Sequence[Shaken]) -> list[Share]:
    """Sums by damage, in the order of DAMAGES; documents that could not be read count no fields."""
    return [
        Share(
            kind,
            sum(one.damage == kind for one in found),
            sum(one.fields for one in found if one.damage == kind),
            sum(len(one.flips) for one in found if one.damage == kind),
            sum(not flip.told for one in found if one.damage == kind for flip in one.flips),
        )
        for kind in DAMAGES
    ]
