"""The command line: files appear, exit statuses hold, errors are one line."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook
from reportlab.pdfgen.canvas import Canvas

from faktum import __main__ as cli

PROMPT = "invoice number, total amount"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good invoice."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 780, "INVOICE")
    canvas.drawString(72, 750, "Invoice number: 0042")
    canvas.drawString(72, 500, "Total amount: EUR 12.50")
    canvas.save()
    return tmp_path


def run(*args: str | Path) -> int:
    """Exit status of `faktum ARGS` in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["faktum", *map(str, args)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
    return int(stop.value.code or 0)


def test_files_appear_in_the_folder(folder: Path) -> None:
    out = folder / "out"
    assert run("extract", folder, "--prompt", PROMPT, "--out", out, "--format", "xlsx,csv,json,documents") == 0
    assert sorted(path.name for path in out.iterdir()) == ["documents.jsonl", "rows.csv", "rows.json", "rows.xlsx"]
    assert json.loads((out / "rows.json").read_text()) == [
        {
            "Source File": "a.pdf (Page 1)",
            "Invoice Number": "0042",
            "Total Amount": 12.50,
            "Review Needed": None,
        }
    ]
    sheet = load_workbook(out / "rows.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["a.pdf (Page 1)", "0042", 12.5, None]


def test_without_out_the_rows_go_to_stdout_and_nothing_else(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("extract", folder / "a.pdf", "--prompt", PROMPT, "--json-strings") == 0
    out, err = capfdbinary.readouterr()
    assert json.loads(out)[0]["Total Amount"] == "12.50"
    assert err == b"1 rows from 1 files (1 pages)\n"


def test_excluded_columns_are_left_out(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run("extract", folder, "--prompt", PROMPT, "--format", "csv", "--exclude", "source_file,review_needed", "-q")
    out, _ = capfdbinary.readouterr()
    assert out.decode("utf-8-sig") == "Invoice Number,Total Amount\r\n0042,12.50\r\n"


def test_a_failed_file_gives_exit_status_1_and_the_rest_is_delivered(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "b.pdf").write_bytes(b"")
    assert run("extract", folder, "--prompt", PROMPT) == 1
    out, err = capfdbinary.readouterr()
    assert [row["Invoice Number"] for row in json.loads(out)] == ["0042"]
    assert b"b.pdf: EMPTY_FILE: " in err


def test_strict_gives_exit_status_3_when_something_needs_review(folder: Path) -> None:
    canvas = Canvas(str(folder / "c.pdf"))
    for y, text in ((780, "INVOICE"), (750, "Invoice number: 7"), (720, "Net: EUR 10.00"), (700, "VAT: EUR 2.00")):
        canvas.drawString(72, y, text)
    canvas.drawString(72, 680, "Total amount: EUR 13.00")
    canvas.save()
    prompt = "invoice number, net amount, tax, total amount"
    assert run("extract", folder / "c.pdf", "--prompt", prompt, "--strict", "-q") == 3
    assert run("extract", folder / "a.pdf", "--prompt", PROMPT, "--strict", "-q") == 0


def test_nothing_is_overwritten_in_silence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out"
    assert run("extract", folder, "--prompt", PROMPT, "--out", out) == 0
    assert run("extract", folder, "--prompt", PROMPT, "--out", out) == 2
    assert "OUTPUT_EXISTS: " in capsys.readouterr().err
    assert run("extract", folder, "--prompt", PROMPT, "--out", out, "--overwrite") == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["extract", "missing.pdf", "-p", PROMPT], "PATH_NOT_FOUND: There is no file or folder 'missing.pdf'."),
        (["extract", ".", "--schema", "receipt"], "UNKNOWN_SCHEMA"),
        (["extract", ".", "--schema", "invoice", "--addons", "bank"], "no add-on is called bank"),
        (["extract", ".", "-p", PROMPT, "--format", "xlsx"], "without --out"),
        (["extract", ".", "-p", PROMPT, "--format", "pdf", "--out", "x"], "UNKNOWN_FORMAT"),
        (["extract", ".", "-p", PROMPT, "--model", "nosuch"], "UNKNOWN_MODEL"),
        (["compile", "hello"], "PROMPT_UNCLEAR"),
        (["extract", ".", "-p", PROMPT, "--structure", "per_page"], "per_page"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_status_2(
    args: list[str], message: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert run(*args) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "Traceback" not in err
    assert not (folder / "x").exists()


def test_a_prompt_file_holds_a_structured_prompt(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "prompt.yaml").write_text(
        "fields:\n  - name: Beleg\n    prompt: the invoice number\n  - name: Total amount\n"
    )
    assert run("extract", folder / "a.pdf", "--prompt-file", folder / "prompt.yaml", "-q") == 0
    row = json.loads(capfdbinary.readouterr().out)[0]
    assert (row["Beleg"], row["Total amount"]) == ("0042", 12.5)


def test_compile_shows_what_a_prompt_becomes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("compile", "Extract invoice number and invoice date (DD.MM.YYYY)") == 0
    shown = json.loads(capfdbinary.readouterr().out)
    assert [(field["name"], field["kind"]) for field in shown["fields"]] == [
        ("Invoice Number", "identifier"),
        ("Invoice Date", "date"),
    ]
    assert shown["structure"] == "per_invoice"


def test_doctor_names_what_is_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(module: str) -> None:
        return None

    monkeypatch.setattr("faktum.api.doctor.find_spec", nothing)
    run("doctor")
    assert (
        'ocr: missing (text from scans and photos, with pip alone): pip install "faktum[ocr]"'
        in capsys.readouterr().out
    )


def test_doctor_knows_every_extra() -> None:
    """Those of pyproject.toml, none less."""
    from faktum.api.doctor import EXTRAS

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"])


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_leaves_finished_work_saved(folder: Path) -> None:
    """The first document is done when Ctrl-C comes; its row is in the file, and the exit status says 130."""
    slow = folder / "slow"
    slow.mkdir()
    canvas = Canvas(str(slow / "z.pdf"), invariant=True)
    for page in range(3000):
        for line in range(60):
            canvas.drawString(72, 800 - 12 * line, f"page {page} line {line}: words that take some time to read")
        canvas.showPage()
    canvas.save()
    out = folder / "out"
    command = [sys.executable, "-m", "faktum", "extract", str(folder / "a.pdf"), str(slow), "--prompt", PROMPT]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--format", "json", "--concurrency", "1"], start_new_session=True
    )
    time.sleep(4)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert [row["Invoice Number"] for row in json.loads((out / "rows.json").read_text())] == ["0042"]


def test_accept_at_leaves_unsure_cells_for_review(folder: Path) -> None:
    """At a risk nothing measured keeps to, every cell is for review; a risk that is no share is wrong usage."""
    assert run("extract", folder / "a.pdf", "--prompt", PROMPT, "--accept-at", "0.000001", "--strict", "-q") == 3
    assert run("extract", folder / "a.pdf", "--prompt", PROMPT, "--accept-at", "1", "-q") == 2
