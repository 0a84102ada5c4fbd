"""`write_report`: a run as one HTML file that opens without a network."""

import base64
import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from ...schemas.settings import MEGABYTE, Settings
from ..calibration_metrics import bins, calibration_error, equal_bins
from ..compare import Comparison
from ..summary import BY_NAME, Summary, summarized
from .calibration_charts import coverage, reliability, sure_and_right
from .checks_said import alarm, said
from .cost_chart import cost_chart
from .documents import document_lines
from .field_bar import field_bar
from .headline import METHOD, field_lines, group_lines
from .kinds import confusion
from .run import JudgedRun
from .shown import amount, percent, shown, three
from .spent import spent, taken
from .won_and_lost import won_and_lost
from .worst import ReadPages, ranked, worst

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"

LARGEST = 10 * MEGABYTE
"""Bytes of the file at most: what the pictures may take is what the rest leaves."""

ARTICLE = 40_000
"""Bytes that a document takes beside its pictures."""

MOST = 500
"""Documents and cells of a comparison that are listed."""

WORST = 24
"""Documents that are shown with their pages."""


def write_report(
    file: Path,
    run: JudgedRun,
    *,
    comparison: Comparison | None = None,
    summary: Summary | None = None,
    title: str = "",
    settings: Settings | None = None,
    worst_documents: int = WORST,
    largest: int = LARGEST,
    read_pages: ReadPages | None = None,
) -> Path:
    """The file, written: figures with intervals, charts, and the worst documents with their pages.

    Pages of the worst documents are read and drawn in this process, one at a time.

    Args:
        file: where to write; replaced where it exists.
        run: what was measured.
        comparison: of this run, as B, with another.
        summary: the run in figures, for those who have it; by default it is computed.
        title: heading of the report; by default the names of run and dataset.
        settings: limits of reading; by default the built-in ones.
        worst_documents: how many are shown with their pages; 0 for none, and nothing is read.
        largest: bytes the file may have; pictures that would lead beyond are left out, and said so.
        read_pages: how a case's pages are come by, for those who have kept them.
    """
    given: dict[str, Any] = _content(run, comparison, summary or summarized(run.documents))
    given["listed"] = frozenset(one.case.id for one in ranked(run)[:worst_documents])
    given["title"] = title or f"{run.name} on {run.dataset}"
    given["made"] = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    template = _environment().get_template("report.html.jinja")
    bare = len(template.render(given, worst=()).encode())
    room = max(largest - bare - worst_documents * ARTICLE, 0)
    found = worst(run, settings or Settings(), limit=worst_documents, picture_bytes=room, read_pages=read_pages)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", errors="replace") as out:
        out.writelines(template.generate(given, worst=found))
    return file


def _content(run: JudgedRun, comparison: Comparison | None, summary: Summary) -> dict[str, Any]:
    documents = taken(run)
    sure = sure_and_right(run.cells)
    return {
        "run": run,
        "comparison": comparison,
        "groups": group_lines(run, summary),
        "summary": summary,
        "metrics": BY_NAME,
        "fields": field_lines(run),
        "reliability": reliability(run.cells),
        "coverage": coverage(run.cells),
        "tenths": equal_bins(*sure),
        "calibration_error": calibration_error(bins(*sure)),
        "spent": spent(run, documents),
        "cost": cost_chart(documents, run.groups),
        "kinds": confusion(run),
        "said": said(run.cells),
        "alarm": alarm(run.cells),
        "with_errors": len(ranked(run)),
        "documents": document_lines(run),
        "most": MOST,
        "known_cells": sum(cell.wanted_there for cell in run.cells),
        "method": METHOD,
    }


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    filters = cast(dict[str, Any], environment.filters)
    filters.update(shown=shown, percent=percent, amount=amount, three=three)
    names = cast(dict[str, Any], environment.globals)
    names.update(
        field_bar=field_bar,
        won_and_lost=won_and_lost,
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
    )
    return environment
