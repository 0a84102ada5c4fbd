"""docs/evals.md defines every metric of a summary, and none that is not in it."""

import re
from pathlib import Path

from faktum.evals.summary import METRICS

PAGE = (Path(__file__).parents[3] / "docs" / "evals.md").read_text(encoding="utf-8")


def test_every_metric_is_defined_on_the_page_in_the_order_of_the_summary() -> None:
    part = PAGE.partition("## Metrics")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| .+ \| .+ \|$", part, re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == [metric.name for metric in METRICS]
