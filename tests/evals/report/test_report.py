"""The report of a run: whole without a network, true to its figures, and safe whatever the documents say."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from faktum.engine.flow import extract_locally
from faktum.engine.sources import sources
from faktum.evals.case import Case
from faktum.evals.compare import Comparison, Flip, Score
from faktum.evals.generate.batch import Order, make
from faktum.evals.judge import judge
from faktum.evals.judged import Judged, Measured, Outcome
from faktum.evals.report import JudgedRun, write_report
from faktum.evals.report.calibration_charts import coverage, reliability
from faktum.evals.report.checks_said import alarm, said
from faktum.evals.report.cost_chart import cost_chart
from faktum.evals.report.drawing import mark, scale
from faktum.evals.report.headline import field_lines
from faktum.evals.report.kinds import confusion
from faktum.evals.report.page_pictures import shown_size
from faktum.evals.report.shown import shown
from faktum.evals.report.spent import Taken, spent, taken
from faktum.evals.report.worst import Worst, worst
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Page
from faktum.schemas.record import DocumentResult, Record
from faktum.schemas.settings import Settings

PROMPT = compile_prompt(None, schema="invoice", addons=["lineitems"])
SETTINGS = Settings(validate_einvoices=False)
HOSTILE = "<script>alert('paid')</script> & Co."
SECTIONS = {"summary", "fields", "confidence", "checks", "kinds", "cost", "worst", "documents", "method"}


class Read(HTMLParser):
    """What a browser would make of the file: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._at = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._at = tag

    def handle_endtag(self, tag: str) -> None:
        self._at = ""

    def handle_data(self, data: str) -> None:
        if self._at not in ("script", "style"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def run_of(*documents: Measured, name: str = "local") -> JudgedRun:
    return JudgedRun(name, "made up", documents, {"Model": "local", "Prompt version": PROMPT.version})


def cell(outcome: Outcome, field: str = "InvoiceNumber", case: str = "a", **other: object) -> Judged:
    return replace(Judged(case, "digital", "", field, outcome), **other)  # pyright: ignore[reportArgumentType]


def document(*cells: Judged, case: str = "a", holds_invoices: bool = True, kinds: Sequence[str] = ()) -> Measured:
    records = tuple(Record(kind, (1,), {}) for kind in kinds)
    known = Case(case, Path(f"{case}.pdf"), {}, holds_invoices=holds_invoices)
    return Measured(known, DocumentResult(f"{case}.pdf", records=records), tuple(cells))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> JudgedRun:
    """Two drawn invoices, read and then damaged: one date is another day, one supplier would run a script."""
    folder = tmp_path_factory.mktemp("documents")
    found: list[Measured] = []
    for made in make(Order(2, "report", "digital", languages=("en",))):
        file = folder / made.name
        file.write_bytes(made.data)
        case = Case(made.entry["id"], file, made.truth, issuer=made.entry["issuer_group"], language="en")
        result = extract_locally(sources(file)[0], PROMPT, SETTINGS)
        (record,) = result.records
        broken = {
            "InvoiceDate": replace(record["InvoiceDate"], value=date(1999, 1, 2)),
            "SupplierName": replace(record["SupplierName"], value=HOSTILE),
        }
        result = replace(result, records=(replace(record, fields={**record.fields, **broken}),))
        found.append(Measured(case, result, tuple(judge(case, result, PROMPT))))
    return run_of(*found)


@pytest.fixture(scope="module")
def page(generated: JudgedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(file, generated, settings=SETTINGS, title="Two invoices")


# -- the file ---------------------------------------------------------------------------------------------------------


def test_it_opens_without_a_network(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for _, attributes in Read(text).elements:
        for name in ("src", "href", "srcset", "data", "action", "poster", "xlink:href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:image/")), attributes
    assert not Read(text).all("link")
    assert "@import" not in text
    assert "url(" not in text
    policy = next(meta for meta in Read(text).all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert (policy["content"] or "").startswith("default-src 'none'")


def test_all_sections_are_there_and_nothing_needs_a_script(page: Path) -> None:
    read = Read(page.read_text(encoding="utf-8"))
    assert {attributes.get("id") for attributes in read.all("section")} == SECTIONS
    assert "Two invoices" in read.text
    assert PROMPT.version in read.text
    assert "cluster bootstrap" in read.text
    assert len(read.all("article")) == 2


def test_what_a_document_says_is_text_and_nothing_else(page: Path) -> None:
    read = Read(page.read_text(encoding="utf-8"))
    assert len(read.all("script")) == 1
    assert HOSTILE in read.text
    assert not any(name.startswith("on") for _, attributes in read.elements for name in attributes)


def test_each_worst_document_has_its_page_with_both_boxes(page: Path) -> None:
    read = Read(page.read_text(encoding="utf-8"))
    assert len(read.all("img")) >= 2
    assert all((image.get("alt") or "").startswith("Page ") for image in read.all("img"))
    drawn = [attributes.get("class") for attributes in read.all("rect")]
    assert drawn.count("expected") >= 4
    assert drawn.count("found") >= 4


def test_pictures_that_would_make_the_file_too_large_are_left_out_and_said_so(
    generated: JudgedRun, tmp_path: Path
) -> None:
    one = run_of(generated.documents[0])
    file = write_report(tmp_path / "small.html", one, settings=SETTINGS, largest=200_000)
    read = Read(file.read_text(encoding="utf-8"))
    assert file.stat().st_size < 200_000
    assert not read.all("img")
    assert read.text.count("the room for pictures is used up") == 1


def test_a_run_in_which_nothing_is_wrong_or_known_makes_a_report_too(tmp_path: Path) -> None:
    text = write_report(tmp_path / "r.html", run_of(document())).read_text(encoding="utf-8")
    assert "No document has a wrong cell" in text
    assert "No judged answer has a confidence" in text
    assert "This run kept no times" in text


def test_a_browser_runs_its_script_under_its_own_policy(page: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs chromium, which is not here")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom",
         page.as_uri()],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'aria-sort="none"' in done.stdout
    assert 'aria-sort="none"' not in page.read_text(encoding="utf-8")


# -- the worst documents ----------------------------------------------------------------------------------------------


def shown_worst(run: JudgedRun) -> list[Worst]:
    return list(worst(run, SETTINGS, limit=5, picture_bytes=10_000_000))


def test_the_wanted_value_stands_where_the_truth_says(generated: JudgedRun) -> None:
    one = shown_worst(generated)[0]
    wrong = next(mistake for mistake in one.mistakes if mistake.cell.field == "InvoiceDate")
    assert one.case.truth is not None
    on, x0, y0, x1, y1, _ = one.case.truth["places"]["InvoiceDate"][0]
    assert wrong.expected[0] == (on, (x0, y0, x1, y1))
    assert wrong.found, "the found value keeps the place it was taken from"


def test_without_places_the_engine_finds_the_wanted_value_on_the_page(generated: JudgedRun) -> None:
    first = generated.documents[0]
    assert first.case.truth is not None
    bare = {name: value for name, value in first.case.truth.items() if name != "places"}
    blind = run_of(replace(first, case=replace(first.case, truth=bare)))
    wrong = next(mistake for mistake in shown_worst(blind)[0].mistakes if mistake.cell.field == "InvoiceDate")
    (on, box), (_, x0, y0, x1, y1, _) = wrong.expected[0], first.case.truth["places"]["InvoiceDate"][0]
    assert on == 1
    assert box == pytest.approx((x0, y0, x1, y1), abs=6)


def test_values_of_rows_are_found_in_their_own_row(tmp_path: Path) -> None:
    (made,) = make(Order(1, "report", "digital", rows=5, languages=("en",)))
    assert made.truth is not None
    (tmp_path / made.name).write_bytes(made.data)
    bare = Case("rows", tmp_path / made.name, {"LineItems": made.truth["LineItems"]})
    (one,) = shown_worst(run_of(Measured(bare, None, tuple(judge(bare, None, PROMPT)))))
    tops = {
        (mistake.cell.field, mistake.cell.row): mistake.expected[0][1].y0
        for mistake in one.mistakes
        if mistake.expected
    }
    known = {key: made.truth["places"][f"LineItems.{key[1] - 1}.{key[0]}"][0][2] for key in tops if key[1]}
    assert len(known) >= 10
    assert {key: tops[key] for key in known} == pytest.approx(known, abs=6)


def test_documents_with_the_most_wrong_cells_come_first_and_right_ones_not_at_all() -> None:
    right = document(cell(Outcome.RIGHT), case="right")
    bad = document(cell(Outcome.WRONG, case="bad"), case="bad")
    worse = document(cell(Outcome.MISSED, case="worse"), cell(Outcome.SURPLUS, "DueDate", "worse"), case="worse")
    found = shown_worst(run_of(right, bad, worse))
    assert [(one.case.id, one.wrong) for one in found] == [("worse", 2), ("bad", 1)]
    assert found[0].without_picture == "its pages cannot be read"


def test_a_page_that_was_turned_is_shown_as_it_lies() -> None:
    assert shown_size(Page(1, 600, 800)) == (600, 800)
    assert shown_size(Page(1, 600, 800, turned=90)) == (800, 600)
    assert shown_size(Page(1, 600, 800, turned=181.5)) == (600, 800)


# -- figures and charts -----------------------------------------------------------------------------------------------


def test_a_field_has_its_precision_recall_and_outcomes() -> None:
    right, wrong = cell(Outcome.RIGHT), cell(Outcome.WRONG)
    (line,) = field_lines(run_of(document(right, right, right, wrong, cell(Outcome.MISSED), cell(Outcome.UNJUDGED))))
    assert line.quality.precision.value == 3 / 4
    assert line.quality.recall.value == 3 / 5
    assert line.outcomes[Outcome.MISSED] == 1
    assert line.by_group["digital"].value == line.quality.f1.value == pytest.approx(2 / 3)


def test_the_coverage_curve_marks_where_99_percent_are_right() -> None:
    sure = [cell(Outcome.RIGHT, confidence=0.9)] * 99 + [cell(Outcome.WRONG, confidence=0.9)]
    unsure = [cell(Outcome.WRONG, confidence=0.2)] * 100
    drawn = coverage([*sure, *unsure])
    assert drawn is not None
    assert "50 % of the answers at 99 % right" in drawn
    assert "accepted from confidence 0.900" in drawn
    assert "nowhere 99 % right" in (coverage(unsure) or "")


def test_the_reliability_diagram_counts_the_answers_of_each_bin() -> None:
    cells = [cell(Outcome.RIGHT, confidence=0.95)] * 3 + [cell(Outcome.SURPLUS, confidence=0.55)]
    drawn = reliability([*cells, cell(Outcome.MISSED), cell(Outcome.UNJUDGED, confidence=0.1)])
    assert drawn is not None
    assert "3 cells of confidence 0.95: 100.0 % right" in drawn
    assert "1 cells of confidence 0.55: 0.0 % right" in drawn
    assert "Reliability of 4 answers" in drawn
    assert reliability([cell(Outcome.MISSED)]) is None


def test_notes_are_counted_on_right_and_on_wrong_values() -> None:
    cells = [
        cell(Outcome.RIGHT, notes=("DATE_ORDER",)),
        cell(Outcome.SURPLUS, notes=("DATE_ORDER", "BR-02")),
        cell(Outcome.MISSED, notes=("BR-02",)),
        cell(Outcome.WRONG),
    ]
    assert [(one.code, one.right, one.wrong, one.empty) for one in said(cells)] == [
        ("BR-02", 0, 1, 1),
        ("DATE_ORDER", 1, 1, 0),
    ]
    assert alarm(cells) == (3, 2, 1, 1)


def test_kinds_are_confused_also_with_none() -> None:
    found = confusion(
        run_of(
            document(cell(Outcome.WRONG, "InvoiceType", wanted="CreditNote", found="invoice")),
            document(cell(Outcome.MISSED, "InvoiceType", wanted="Invoice")),
            document(case="cv", holds_invoices=False, kinds=["receipt"]),
            document(case="letter", holds_invoices=False),
        )
    )
    assert found is not None
    assert dict(found.counts) == {
        ("credit_note", "invoice"): 1, ("invoice", "none"): 1, ("none", "receipt"): 1, ("none", "none"): 1,
    }  # fmt: skip
    assert found.wanted == ("invoice", "credit_note", "none")


def test_cost_is_told_by_page_and_by_right_cell_and_unknown_is_never_nothing() -> None:
    one = document(cell(Outcome.RIGHT), cell(Outcome.RIGHT, "DueDate"))
    assert one.document is not None
    paid = replace(one.document, usage=replace(one.document.usage, seconds=3.0, cost_usd=Decimal("0.01")))
    run = run_of(replace(one, document=paid))
    total = spent(run, taken(run))
    assert total is not None
    assert (total.seconds_per_page, total.usd_per_page, total.usd_per_right) == (3.0, 0.01, 0.005)
    unknown = spent(run, [replace(taken(run)[0], usd=None)])
    assert unknown is not None
    assert unknown.usd is None


def test_the_height_of_a_dot_is_pages_where_nothing_was_paid() -> None:
    free = cost_chart([Taken("a", "digital", 4, 0.5, 0.0)], ["digital"])
    paid = cost_chart([Taken("a", "digital", 4, 0.5, 0.02)], ["digital"])
    assert ">pages<" in (free or "")
    assert ">US dollars a document<" in (paid or "")
    assert cost_chart([], ["digital"]) is None


def test_a_comparison_is_a_section_of_its_own(tmp_path: Path) -> None:
    field = Score("InvoiceNumber", 40, right_a=30, right_b=33, won=5, lost=2, p=0.0004)
    flip = Flip("case 7", "7.pdf", "InvoiceNumber", 0, None, HOSTILE, None, "N-7", won=True, page=3)
    told = Comparison("before", "after", 20, field, (), (field,), (replace(field, name="case 7"),), (flip,))
    file = write_report(tmp_path / "r.html", run_of(document(cell(Outcome.RIGHT))), comparison=told)
    read = Read(file.read_text(encoding="utf-8"))
    assert {attributes.get("id") for attributes in read.all("section")} == {*SECTIONS, "comparison"}
    assert "after against before" in read.text
    assert "5 won, 2 lost, +3 (p" in read.text
    assert "< 0.001, paired bootstrap" in read.text
    assert HOSTILE in read.text
    assert len(read.all("script")) == 1


def test_values_are_shown_in_one_short_line() -> None:
    assert shown(Decimal("1E+3")) == "1000"
    assert shown(date(2024, 3, 5)) == "2024-03-05"
    assert shown(["a\n b", None]) == "a b; "
    assert shown("x" * 500) == "x" * 139 + "…"


def test_marks_escape_what_they_hold_and_scales_hold_their_ends() -> None:
    assert mark("text", "<b>", x=1, class_='"') == '<text x="1" class="&#34;">&lt;b&gt;</text>'
    place = scale(0, 10, 100, 200)
    assert [place(value) for value in (-5, 0, 5, 99)] == [100, 100, 150, 200]
