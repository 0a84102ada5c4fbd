"""What was used, for its organisation; and the figures of all, for whoever runs the service."""

from collections.abc import Callable

from faktum.api.store.types import now

from ..service import INVOICE, NO_PDF, TWO_PAGES, Api, Here


def test_usage_counts_pages_by_month_and_in_all(here: Here, api: Api) -> None:
    api.submit({"a.pdf": INVOICE, "b.pdf": NO_PDF, "c.pdf": TWO_PAGES})
    used = api.get("/usage")
    month = used["months"][0]
    assert month.pop("month") == f"{now():%Y-%m}"
    assert month == used["total"]
    assert month == {
        "extractions": 1,
        "documents": 3,
        "pages": 3,
        "pages_failed": 1,
        "model_calls": 0,
        "input_tokens": 0,
        "output_tokens": 0,
        "cost_usd": "0.000000",
        "documents_of_unknown_cost": 0,
    }
    assert here.api(org="other").get("/usage")["total"]["pages"] == 0
    trial = here.api(org="trial", test=True)
    trial.submit({"a.pdf": INVOICE})
    assert trial.get("/usage")["total"]["pages"] == 0


def test_metrics_show_requests_and_the_work_of_all_workers(here: Here, api: Api) -> None:
    api.submit({"a.pdf": INVOICE, "b.pdf": NO_PDF, "c.pdf": TWO_PAGES})
    api.error("GET", "/extractions/none", 404, "EXTRACTION_NOT_FOUND")
    lines = here.client.get("/metrics").text.splitlines()
    for line in (
        'faktum_http_requests_total{method="GET",route="/v1/extractions/{extraction_id}",status="404"} 1.0',
        'faktum_extractions{status="completed"} 1.0',
        'faktum_pages_total{outcome="read"} 3.0',
        'faktum_pages_total{outcome="failed"} 1.0',
        'faktum_failures_total{code="UNREADABLE_FILE"} 1.0',
        'faktum_page_seconds_bucket{le="+Inf"} 3.0',
        "faktum_jobs_waiting 0.0",
        "faktum_model_calls_total 0.0",
    ):
        assert line in lines, line


def test_metrics_can_be_kept_behind_a_key(serving: Callable[..., Here]) -> None:
    client = serving(metrics_key="secret").client
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200
