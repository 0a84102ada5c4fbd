"""docs/checks.md says what is checked: it is written from the checks."""

from pathlib import Path

from faktum.evals.checks_page import page

DOCS = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_on_checks_is_the_one_the_checks_give() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(), "run: python -m faktum.evals.checks_page > docs/checks.md"


def test_every_check_of_sums_names_its_code_and_fields() -> None:
    assert "| totals.net_tax_gross | `BR-CO-15` |" in page()
    assert "TotalAmountExclTax" in page().split("| totals.net_tax_gross |")[1].split("\n")[0]
