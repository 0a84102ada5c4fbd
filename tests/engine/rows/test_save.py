import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from faktum.engine.rows.lay_out import Table
from faktum.engine.rows.save import FILES, check_targets, save
from faktum.schemas.errors import OutputExists, OutputNotWritable, UnknownFormat
from faktum.schemas.record import DocumentResult

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]


class Breaking:
    """Documents that can be read once; then their source is gone."""

    def __init__(self, document: DocumentResult) -> None:
        self.document = document
        self.reads = 0

    def __iter__(self) -> Iterator[DocumentResult]:
        self.reads += 1
        yield self.document
        if self.reads > 1:
            raise RuntimeError("the source broke")


def test_every_format_has_its_file(make_table: MakeTable, batch: list[DocumentResult], tmp_path: Path) -> None:
    paths = save(make_table(batch), tmp_path / "new" / "out")
    files = {name: file for name, file in FILES.items() if name not in ("ubl", "cii")}  # see test_to_einvoice.py
    assert {name: path.name for name, path in paths.items()} == files
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == sorted(files.values())
    assert openpyxl.load_workbook(paths["xlsx"]).sheetnames == ["Rows", "Notes"]
    assert paths["csv"].read_bytes().count(b"\r\n") == 3
    assert [row["Total Amount"] for row in json.loads(paths["json"].read_bytes())] == [1234.5, 1234.5]
    assert len(paths["documents"].read_bytes().splitlines()) == 3


def test_only_what_was_asked_for_is_written(make_table: MakeTable, tmp_path: Path) -> None:
    save(make_table(), tmp_path, ["json", "json"], json_typed_values=False)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.json"]
    (row,) = json.loads((tmp_path / "rows.json").read_bytes())
    assert row["Total Amount"] == "1234.50"


def test_an_existing_file_is_named_and_left_alone(make_table: MakeTable, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("mine")
    with pytest.raises(OutputExists, match=r"rows\.csv"):
        save(make_table(), tmp_path, ["json", "csv"])
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows.csv", "mine")]
    save(make_table(), tmp_path, ["json", "csv"], overwrite=True)
    assert (tmp_path / "rows.csv").read_bytes().startswith(b"\xef\xbb\xbfSource File")


def test_a_failure_half_way_leaves_what_was_there(
    make_table: MakeTable, make_document: MakeDocument, tmp_path: Path
) -> None:
    """The first format is complete when the second breaks, and still nothing is replaced."""
    (tmp_path / "rows.csv").write_text("mine")
    with pytest.raises(RuntimeError, match="the source broke"):
        save(make_table(Breaking(make_document())), tmp_path, ["csv", "json"], overwrite=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows.csv", "mine")]


def test_an_unknown_format_is_told_with_those_there_are(make_table: MakeTable, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"pdf.*xlsx, csv, json, documents"):
        save(make_table(), tmp_path / "out", ["csv", "pdf"])
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_refused(make_table: MakeTable, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputNotWritable, match="out"):
        save(make_table(), tmp_path / "out", ["csv"])


def test_a_folder_in_place_of_a_file_is_refused(make_table: MakeTable, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    with pytest.raises(OutputNotWritable, match=r"rows\.csv"):
        save(make_table(), tmp_path, ["csv"], overwrite=True)


def test_a_folder_without_permission_is_refused(
    make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        return False

    monkeypatch.setattr(os, "access", refuse)  # the tests may run as root, whom no mode stops
    with pytest.raises(OutputNotWritable, match="cannot be written"):
        save(make_table(), tmp_path, ["csv"])


def test_a_full_disk_is_told_and_leaves_nothing(
    make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputNotWritable, match="No space left on device"):
        save(make_table(), tmp_path, ["xlsx", "csv"])
    assert list(tmp_path.iterdir()) == []


def test_files_have_the_users_own_permissions(make_table: MakeTable, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        paths = save(make_table(), tmp_path, ["csv"])
    finally:
        os.umask(before)
    assert stat.S_IMODE(paths["csv"].stat().st_mode) == 0o640


def test_targets_can_be_checked_before_any_work_is_done(tmp_path: Path) -> None:
    assert check_targets(tmp_path, ["csv"]) == {"csv": tmp_path / "rows.csv"}
    (tmp_path / "rows.csv").touch()
    with pytest.raises(OutputExists):
        check_targets(tmp_path, ["csv"])
