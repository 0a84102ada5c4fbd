"""What the caller hands over becomes one source per file, each with a name of its own."""

import io
from pathlib import Path

import pytest

from faktum.engine.sources import sources
from faktum.schemas.errors import FileTooLarge, InvalidInput, NoDocuments, PathNotFound


def names(*args: object) -> list[str]:
    return [source.name for source in sources(*args)]  # type: ignore[arg-type]


def test_a_folder_gives_its_documents_sorted_with_subfolders(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.PNG", "notes.txt", "sub/c.jpeg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == ["a.PNG", "b.pdf", "sub/c.jpeg"]


def test_a_file_named_by_itself_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "scan.dat").write_bytes(b"x")
    assert names([tmp_path / "scan.dat"]) == ["scan.dat"]


def test_files_with_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.pdf").write_bytes(b"x")
    assert names([tmp_path / "x", tmp_path / "y"]) == [
        (tmp_path / "x" / "a.pdf").as_posix(),
        (tmp_path / "y" / "a.pdf").as_posix(),
    ]


def test_bytes_pairs_and_open_files() -> None:
    file = io.BytesIO(b"data")
    batch = sources([b"one", ("two.pdf", b"2"), file])
    assert [(s.name, s.read(100)) for s in batch] == [
        ("document 1", b"one"),
        ("two.pdf", b"2"),
        ("document 3", b"data"),
    ]


def test_twice_the_same_name_in_bytes() -> None:
    assert names([("a.pdf", b"1"), ("a.pdf", b"2")]) == ["a.pdf", "a.pdf (2)"]


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound, match=r"no file or folder 'missing\.pdf'"):
        sources("missing.pdf")
    with pytest.raises(NoDocuments):
        sources(tmp_path)
    with pytest.raises(InvalidInput, match="binary mode"):
        sources([io.StringIO("text")])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInput, match="Cannot read a int"):
        sources([7])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]


def test_a_file_over_the_limit_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"12345")
    (source,) = sources(tmp_path)
    with pytest.raises(FileTooLarge, match="5 bytes; the limit is 4"):
        source.read(4)
