"""CORD: Indonesian receipts, image/ID.png with json/ID.json; or both in one folder; or one metadata.jsonl.

A JSON file has `valid_line` (category such as 'menu.price' or 'total.total_price', group_id, words with text, quad
and is_key), or only `gt_parse` with menu, sub_total and total, as later releases and exports of them do
({"file_name", "ground_truth"} lines in metadata.jsonl). Names of shops and dates are not annotated.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from ...engine.reading.pictures import OCR_DPI
from ...engine.values.amounts import parse_amount
from ...schemas.errors import InvalidTruth
from ..case import Case, Dataset
from .annotated import Customs, Mark, truth_of
from .data_files import read_lines, read_object

LINE = {"menu.nm": "Description", "menu.num": "SKU", "menu.cnt": "Quantity", "menu.unitprice": "UnitPrice"}
"""Category → column of ours; 'menu.price' is the line's total, with or without tax."""
PRICE, NET, TAX, TOTAL = "menu.price", "sub_total.subtotal_price", "sub_total.tax_price", "total.total_price"
METADATA = "metadata.jsonl"
PICTURES = (".png", ".jpg", ".jpeg")
CUSTOMS = Customs(country="ID", languages=("id",))


class _Label(NamedTuple):
    category: str
    group: int
    mark: Mark


def is_cord(path: Path) -> bool:
    """Whether the folder holds receipts with CORD's annotations."""
    try:
        return path.is_dir() and next(_annotations(path), None) is not None
    except InvalidTruth:  # of whatever form it is: that one says what is wrong
        return False


def load_cord(path: Path) -> Dataset:
    """The receipts, sorted by name.

    Raises:
        InvalidTruth: an annotation cannot be read, or has no picture.
    """
    return Dataset(path.resolve().name, tuple(_case(*found) for found in _annotations(path)))


def _annotations(folder: Path) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """(picture, where the annotation stands, annotation) of every receipt."""
    if (folder / METADATA).is_file():
        for number, entry in read_lines(folder / METADATA):
            if "ground_truth" not in entry:
                return
            picture = folder / str(entry.get("file_name"))
            yield picture, f"{folder / METADATA}: line {number}", _unpacked(entry)
        return
    split = (folder / "json").is_dir()
    for file in sorted((folder / "json" if split else folder).glob("*.json")):
        annotation = _unpacked(read_object(file))
        if not annotation.keys() & {"valid_line", "gt_parse"}:
            return
        pictures = [(folder / "image" if split else folder) / f"{file.stem}{ending}" for ending in PICTURES]
        yield next((one for one in pictures if one.is_file()), pictures[0]), str(file), annotation


def _unpacked(entry: dict[str, Any]) -> dict[str, Any]:
    """The annotation; in exports it is JSON within JSON."""
    inner = entry.get("ground_truth", entry)
    try:
        found = json.loads(inner) if isinstance(inner, str) else inner
    except ValueError:
        return {}
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def _case(picture: Path, where: str, annotation: Mapping[str, Any]) -> Case:
    if not picture.is_file():
        raise InvalidTruth(f"{where}: there is no picture {picture.name}.")
    try:
        lines = annotation.get("valid_line")
        labels = list(_of_lines(lines) if lines else _of_parse(annotation.get("gt_parse") or {}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidTruth(f"{where}: this is not CORD's form of annotations ({error!r}).") from error
    return Case(picture.stem, picture, _truth(labels), group="receipt", language="id")


def _of_lines(lines: Sequence[Mapping[str, Any]]) -> Iterator[_Label]:
    """The labels of `valid_line`, without the words that only name a value."""
    for line in lines:
        words = [word for word in line["words"] if not word.get("is_key")]
        text = " ".join(str(word["text"]) for word in words)
        if not text:
            continue
        xs = [word["quad"][f"x{corner}"] * 72 / OCR_DPI for word in words for corner in range(1, 5)]
        ys = [word["quad"][f"y{corner}"] * 72 / OCR_DPI for word in words for corner in range(1, 5)]
        place = (1, round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2))
        category = str(line["category"])
        if category.startswith("subtotal."):  # as the first release called it
            category = f"sub_total.{category.partition('.')[2]}"
        yield _Label(category, int(line["group_id"]), Mark(text, place))


def _of_parse(parse: Mapping[str, Any]) -> Iterator[_Label]:
    """The labels of `gt_parse`: of each of menu, sub_total and total an object or a list of them."""
    for part, content in parse.items():
        objects: list[Any] = cast(list[Any], content) if isinstance(content, list) else [content]
        for group, one in enumerate(objects):
            for key, value in one.items():
                texts: list[Any] = cast(list[Any], value) if isinstance(value, list) else [value]
                for text in texts:
                    if isinstance(text, str) and text.strip():
                        yield _Label(f"{part}.{key}", group, Mark(text.strip()))


def _truth(labels: Sequence[_Label]) -> dict[str, Any]:
    found: dict[str, list[Mark]] = defaultdict(list)
    menu: dict[int, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for label in labels:
        if label.category.startswith("menu."):
            menu[label.group][label.category].append(label.mark)
        else:
            found[label.category].append(label.mark)
    net_adds_up = _adds_up(found)
    line_total = "LineTotalInclTax" if found.get(TAX) and not net_adds_up else "LineTotalExclTax"
    columns = LINE | {PRICE: line_total}
    names = {TAX: "TotalVATAmount", TOTAL: "TotalAmountIncTax"} | ({NET: "TotalAmountExclTax"} if net_adds_up else {})
    header = {names.get(category, category): marks for category, marks in found.items()}
    rows = [
        {columns[category]: marks for category, marks in row.items() if category in columns} for row in menu.values()
    ]
    return truth_of(header, rows, CUSTOMS) | {"InvoiceType": "Receipt"}


def _adds_up(found: Mapping[str, Sequence[Mark]]) -> bool:
    """Whether subtotal and tax make the total: only then is the subtotal the net amount, and prices are without tax."""
    amounts = [parse_amount(found[one][0].text) if found.get(one) else None for one in (NET, TAX, TOTAL)]
    net, tax, total = amounts
    return net is not None and tax is not None and total is not None and net + tax == total
