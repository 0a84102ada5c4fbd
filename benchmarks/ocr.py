"""Which OCR engine, at which resolution, in which languages, with or without binarising: judged by what comes of it.

python benchmarks/ocr.py DATASET [--limit N] [--ways rapidocr,tesseract,tesseract:150,tesseract:200:eng:otsu,…]

DATASET is anything `faktum eval run` takes; its scans, photos and receipts are read in every way, one after the other
and page by page in turn, so that all ways meet the same load. A way is ENGINE[:DPI[:LANGUAGE[:otsu]]]; the language is
ISO 639-1, or auto. Shown: F1 over the fields that must be read, line item F1, and seconds of processor time a page.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from PIL import Image

from faktum.engine.flow import finish, read, read_locally
from faktum.engine.parcel import Parcel
from faktum.engine.reading import ocr, ocr_tesseract, pages
from faktum.engine.sources import sources
from faktum.evals.case import Case
from faktum.evals.datasets.load import load_dataset
from faktum.evals.summary import summary
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.record import DocumentResult
from faktum.schemas.settings import Settings

GROUPS = ("scan", "receipt")
USUAL = "rapidocr,rapidocr:150,rapidocr:300,tesseract,tesseract:150,tesseract:300,tesseract:200:auto:otsu"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a page."""

    name: str
    engine: str
    dpi: int = 200
    language: str = "auto"
    otsu: bool = False


def way_of(text: str) -> Way:
    parts = [*text.split(":"), "", "", ""]
    return Way(text, parts[0], int(parts[1] or 200), parts[2] or "auto", parts[3] == "otsu")


def binarised(picture: Image.Image) -> Image.Image:
    """Black and white at the threshold of Otsu 1979: where the two classes differ most."""
    gray = picture.convert("L")
    counts = gray.histogram()
    total, everything = sum(counts), sum(value * count for value, count in enumerate(counts))
    best, threshold, below, darker = -1.0, 127, 0, 0
    for value, count in enumerate(counts):
        below += count
        darker += value * count
        if 0 < below < total:
            between = (everything * below - darker * total) ** 2 / (below * (total - below))
            if between > best:
                best, threshold = between, value
    return gray.point([0] * (threshold + 1) + [255] * (255 - threshold))


class Binarising:
    """An engine that is shown black and white."""

    def __init__(self, engine: ocr.OcrEngine) -> None:
        self.name, self._engine = engine.name, engine

    def recognise(self, picture: Image.Image) -> ocr.Recognised:
        return self._engine.recognise(binarised(picture))


def binarising(settings: Settings) -> Binarising:
    return Binarising(ocr.ocr_engine(settings))


@contextmanager
def reading(way: Way) -> Generator[Settings]:
    """The settings of a way, with the resolution and the picture it wants."""
    changed: list[tuple[Any, str, Any]] = [(pages, "OCR_DPI", way.dpi), (ocr_tesseract, "OCR_DPI", way.dpi)]
    if way.otsu:
        changed.append((pages, "ocr_engine", binarising))
    before = [(module, name, getattr(module, name)) for module, name, _ in changed]
    for module, name, value in changed:
        setattr(module, name, value)
    try:
        yield Settings(ocr=cast(Any, way.engine), language=way.language)
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("--limit", type=int, default=0, help="documents of each group; 0 for all")
    parser.add_argument("--ways", default=USUAL)
    args = parser.parse_args()
    ways = [way_of(text) for text in args.ways.split(",")]
    prompt = compile_prompt(None, schema="invoice", addons=["lineitems", "banking", "vat_tax"])
    chosen: list[Case] = []
    for group in GROUPS:
        own = [case for case in load_dataset(args.dataset) if case.group == group]
        chosen += own[:: max(1, len(own) // args.limit)][: args.limit] if args.limit else own
    seconds: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    results: dict[str, list[DocumentResult]] = defaultdict(list)
    for case in chosen:
        for way in ways:
            with reading(way) as settings:
                source = sources([case.file])[0]
                if not count[way.name]:
                    read(source, settings)  # the engine is loaded by the first page
                start = time.process_time()
                found = read(source, settings)
                seconds[way.name] += time.process_time() - start
            count[way.name] += len(found.pages)
            parcel = Parcel(found)
            results[way.name].append(finish(case.file.name, read_locally(parcel, prompt), parcel, prompt))
    print(f"{len(chosen)} documents, each way over the same pages in turn; one thread each")
    print(f"{'way':26} {'s/page':>7}  " + "  ".join(f"{group:>7} core F1 (n)   rows F1" for group in GROUPS))
    for way in ways:
        told = summary(chosen, results[way.name])
        cells: list[str] = []
        for group in GROUPS:
            part = told.groups.get(group)
            core = part.figures.get("core_f1") if part else None
            rows = part.figures.get("line_items_f1") if part else None
            cells.append(
                (f"{core.value:7.3f} ({core.n:4})" if core and core.value is not None else " " * 14)
                + (f"  {rows.value:9.3f}    " if rows and rows.value is not None else " " * 15)
            )
        print(f"{way.name:26} {seconds[way.name] / count[way.name]:7.2f}  " + "  ".join(cells))


if __name__ == "__main__":
    main()
