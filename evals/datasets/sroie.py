"""SROIE (ICDAR 2019): scanned receipts with company, date, address and total (task 3) and boxes of text (task 1).

Pictures lie in img/, keys in key/ or entities/ (a JSON object with the four, in a .txt or .json of the picture's
name), boxes in box/ (a line each: four corners clockwise as x,y, then the text); or all of it in one folder, without
boxes. Keys and boxes are not tied to each other: a value has its place in each box that holds its text.
"""

import json
from pathlib import Path
from typing import Any, cast

from ...engine.reading.pictures import OCR_DPI
from ...schemas.errors import InvalidTruth
from ..case import Case, Dataset
from .annotated import Customs, Mark, truth_of
from .data_files import read_object

KEYS = {"company": "SupplierName", "date": "InvoiceDate", "total": "TotalAmountIncTax", "address": "address"}
"""Key of task 3 → field of ours; an address has none as a whole."""
KEY_FOLDERS = ("key", "entities", "")
PICTURE_FOLDERS = ("img", "images", "")
PICTURES = (".jpg", ".jpeg", ".png")
DAY_FIRST = Customs(country="MY", languages=("en",))
"""The receipts are Malaysian."""


def is_sroie(path: Path) -> bool:
    """Whether the folder holds files of keys and their pictures."""
    return path.is_dir() and bool(_keys(path))


def load_sroie(path: Path) -> Dataset:
    """The receipts that have keys, sorted by name.

    Raises:
        InvalidTruth: a file of keys cannot be read, or has no picture.
    """
    return Dataset(path.resolve().name, tuple(_case(path, file) for file in _keys(path)))


def _keys(folder: Path) -> list[Path]:
    """The files of task 3, of the first folder that has any."""
    for name in KEY_FOLDERS:
        inner = folder / name
        files = sorted(file for ending in ("txt", "json") for file in inner.glob(f"*.{ending}"))
        if files and _is_key(files[0]):
            return files
    return []


def _is_key(file: Path) -> bool:
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError):
        return False
    names = set(cast(dict[str, Any], found)) if isinstance(found, dict) else set[str]()
    return bool(names) and names <= KEYS.keys()


def _case(folder: Path, file: Path) -> Case:
    found = read_object(file)
    pictures = (folder / name / f"{file.stem}{ending}" for name in PICTURE_FOLDERS for ending in PICTURES)
    picture = next((picture for picture in pictures if picture.is_file()), None)
    if picture is None:
        raise InvalidTruth(
            f"{file}: there is no picture of this name in {', '.join(PICTURE_FOLDERS[:-1])} or beside it."
        )
    boxes = _boxes(folder / "box" / f"{file.stem}.txt")
    texts = {KEYS[key]: str(text).strip() for key, text in found.items() if key in KEYS and str(text).strip()}
    header = {name: _placed(text, boxes) for name, text in texts.items()}
    return Case(file.stem, picture, truth_of(header, (), DAY_FIRST), group="receipt", language="en")


def _placed(text: str, boxes: list[Mark]) -> list[Mark]:
    """The text with its part of each box that holds it, as if all characters of a box were equally wide."""
    return [Mark(text, place) for box in boxes if (place := _part(box, text))] or [Mark(text)]


def _part(box: Mark, text: str) -> tuple[int, float, float, float, float] | None:
    """Where in the box the text stands; None where it does not."""
    at = box.text.casefold().find(text.casefold())
    if at < 0 or box.place is None:
        return None
    page, x0, y0, x1, y1 = box.place
    width = (x1 - x0) / len(box.text)
    return page, round(x0 + at * width, 2), y0, round(x0 + (at + len(text)) * width, 2), y1


def _boxes(file: Path) -> list[Mark]:
    """The lines of task 1, in points of the page as it is read; none where there is no such file."""
    if not file.is_file():
        return []
    boxes: list[Mark] = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        parts = line.split(",", 8)
        try:
            corners = [int(part) * 72 / OCR_DPI for part in parts[:8]]
            xs, ys = corners[::2], corners[1::2]
            place = (1, round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2))
            boxes.append(Mark(parts[8].strip(), place))
        except (ValueError, IndexError) as error:
            raise InvalidTruth(
                f"{file}: line {number}: eight numbers and a text, with commas, are wanted here."
            ) from error
    return boxes
