"""Documents one by one: cells with evidence, and pictures of their pages."""

import io
import json

from PIL import Image
from starlette.testclient import TestClient

from ..service import INVOICE, NO_PDF, TWO_PAGES, Api, Here


def test_a_document_shows_every_cell_with_its_place(api: Api) -> None:
    extraction = api.submit({"a.pdf": INVOICE, "b.pdf": TWO_PAGES})
    line = api.get(f"/extractions/{extraction}/documents/1")
    cell = line["records"][0]["fields"]["Invoice Number"]
    assert line["file"] == "a.pdf"
    assert (cell["status"], cell["printed"], cell["evidence"][0]["page"]) == ("verified", cell["value"], 1)
    x0, y0, x1, y1 = cell["evidence"][0]["box"]
    assert 0 < x0 < x1 < 600
    assert 0 < y0 < y1 < 850


def test_all_documents_come_a_line_each_in_order(api: Api) -> None:
    extraction = api.submit({"a.pdf": INVOICE, "b.pdf": NO_PDF, "c.pdf": TWO_PAGES})
    address, headers = f"/v1/extractions/{extraction}/documents", {"Authorization": f"Bearer {api.key}"}
    answer = TestClient.request(api.client, "GET", address, headers=headers)  # lines of JSON, as no contract knows them
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["file"], line["error"] is None) for line in lines] == [
        ("a.pdf", True),
        ("b.pdf", False),
        ("c.pdf", True),
    ]


def test_a_page_is_shown_as_a_png_no_larger_than_asked(api: Api) -> None:
    extraction = api.submit({"a.pdf": TWO_PAGES})
    answer = api.ask("GET", f"/extractions/{extraction}/documents/1/pages/2.png", params={"longest_side": 500})
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["content-type"], picture.format, max(picture.size)) == ("image/png", "PNG", 500)


def test_what_is_not_there_is_told_apart(here: Here, api: Api) -> None:
    extraction = api.submit({"a.pdf": INVOICE, "b.pdf": NO_PDF})
    base = f"/extractions/{extraction}/documents"
    assert "has 2 documents" in api.error("GET", f"{base}/3", 404, "DOCUMENT_NOT_FOUND")["message"]
    assert "has 1 page" in api.error("GET", f"{base}/1/pages/9.png", 404, "PAGE_NOT_FOUND")["message"]
    api.error("GET", f"{base}/2/pages/1.png", 422, "PAGE_UNREADABLE")
    here.run(here.service.blobs.delete_all, "uploads")
    api.error("GET", f"{base}/1/pages/1.png", 404, "UPLOAD_EXPIRED")
    here.queue.held = True
    waiting = api.submit({"c.pdf": INVOICE})
    assert api.error("GET", f"/extractions/{waiting}/documents/1", 409, "DOCUMENT_NOT_READY")["retryable"]


def test_another_organisation_finds_none_of_it(here: Here, api: Api) -> None:
    extraction = api.submit({"a.pdf": INVOICE})
    other = here.api(org="other")
    for path in ("", "/1", "/1/pages/1.png"):
        other.error("GET", f"/extractions/{extraction}/documents{path}", 404, "EXTRACTION_NOT_FOUND")
    other.error("GET", f"/extractions/{extraction}/events", 404, "EXTRACTION_NOT_FOUND")
