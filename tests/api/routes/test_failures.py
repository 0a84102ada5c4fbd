"""How extractions fail: every failure code of the contract, told in the status with its flag and details."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from sqlalchemy import update

from faktum.api.problems import error_object
from faktum.api.services.credits import grant, limit, proved
from faktum.api.services.keys import organisation
from faktum.api.services.retention import sweep
from faktum.api.store.tables import Extraction
from faktum.api.store.types import now

from ..contract import CONTRACT
from ..service import INVOICE, NO_PDF, TWO_PAGES, Api, Here


def failure(api: Api, extraction: str) -> dict[str, Any]:
    """The error of a failed extraction; the same in status, details and list, and as the contract has it."""
    told = api.status(extraction)
    assert (told["success"], told["status"]) == (False, "failed"), told
    error = told["error"]
    assert api.get(f"/extractions/{extraction}/details")["extraction"]["error"] == error
    (item,) = api.get("/extractions", status="failed")["extractions"]
    assert item["error"] == {"code": error["code"], "retryable": error["retryable"]}
    api.error("GET", f"/extractions/{extraction}/results", 404, "OUTPUT_NOT_AVAILABLE")
    if CONTRACT.here:
        retryable, details = CONTRACT.document["failure_codes"][error["code"]]
        assert error["retryable"] == retryable
        assert (error["details"] is None) == (details is None)
    return error


def locked() -> bytes:
    """A PDF that wants a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(INVOICE)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def empty() -> bytes:
    """A PDF of no page."""
    file = io.BytesIO()
    PdfWriter().write(file)
    return file.getvalue()


def picture() -> bytes:
    """A picture of 100 by 100 pixels."""
    file = io.BytesIO()
    Image.new("RGB", (100, 100), "white").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("files", "settings", "code", "named"),
    [
        ({"a.pdf": locked(), "b.pdf": locked()}, {}, "ENCRYPTED_FILE", True),
        ({"a.pdf": TWO_PAGES}, {"max_pages": 1}, "FILE_PAGE_LIMIT_EXCEEDED", True),
        ({"a.pdf": INVOICE}, {"max_pdf_bytes": 1000}, "FILE_SIZE_LIMIT_EXCEEDED", True),
        ({"a.png": picture()}, {"max_image_pixels": 9999}, "PROCESSING_FILE_SIZE_LIMIT_EXCEEDED", True),
        ({"a.pdf": empty()}, {}, "NO_PAGES_FOUND", False),
        ({"a.pdf": NO_PDF}, {}, "VALIDATION_FAILED", False),
        ({"a.pdf": NO_PDF, "b.pdf": locked()}, {}, "VALIDATION_FAILED", False),
    ],
)
def test_files_of_which_none_can_be_read(
    serving: Any, files: dict[str, bytes], settings: dict[str, Any], code: str, named: bool
) -> None:
    api = serving(**settings).api()
    error = failure(api, api.submit(files))
    assert (error["code"], error["details"]) == (code, {"file_names": list(files)} if named else None)


@pytest.mark.parametrize(
    ("prompt", "code"), [("hello", "PROMPT_UNCLEAR"), ("write me a poem about invoices", "PROMPT_REJECTED")]
)
def test_prompts_that_cannot_be_used(api: Api, prompt: str, code: str) -> None:
    error = failure(api, api.submit({"a.pdf": INVOICE}, prompt=prompt))
    assert (error["code"], error["details"]) == (code, None)
    assert error["message"]


def test_more_pages_than_credits(here: Here) -> None:
    """Files are let in by their number, pages are counted when it begins; what failed costs nothing."""
    api, database = here.api(), here.service.database
    org = here.run(organisation, database, "default")
    here.run(limit, database, org, monthly=0)
    here.run(grant, database, org, 2)
    error = failure(api, api.submit({"a.pdf": TWO_PAGES, "b.pdf": INVOICE}))
    assert error["code"] == "INSUFFICIENT_CREDITS"
    assert error["details"] == {"credits_required": 3, "credits_balance": 2, "credits_reserved": 0}
    done = api.status(api.submit({"a.pdf": TWO_PAGES}))
    assert (done["status"], done["credits_deducted"], done["credits_balance"]) == ("completed", 2, 0)
    assert here.run(proved, database, org)


def test_failed_pages_cost_nothing(here: Here) -> None:
    api, database = here.api(), here.service.database
    org = here.run(organisation, database, "default")
    here.run(limit, database, org, monthly=0)
    here.run(grant, database, org, 5)
    done = api.status(api.submit({"good.pdf": INVOICE, "bad.pdf": NO_PDF}))
    assert (done["credits_deducted"], done["credits_balance"], done["credits_reserved"]) == (1, 4, 0)
    assert here.run(proved, database, org)


def test_one_that_stands_still_fails(here: Here) -> None:
    api, here.queue.held = here.api(), True
    extraction = api.submit({"a.pdf": INVOICE})
    here.run(sweep, here.service)
    assert api.status(extraction)["status"] == "processing"

    async def long_ago() -> None:
        async with here.service.database.writing() as session:
            await session.execute(update(Extraction).values(queued_at=now() - timedelta(hours=49)))

    here.run(long_ago)
    here.run(sweep, here.service)
    assert failure(api, extraction)["code"] == "SUBMISSION_STALLED"
    here.run(here.queue.let_go)
    assert api.status(extraction)["status"] == "failed"


def test_a_job_that_was_given_up_fails_its_extraction(here: Here) -> None:
    api, here.queue.held = here.api(), True
    extraction = api.submit({"a.pdf": INVOICE})
    here.run(here.work.give_up, "start", {"id": extraction})
    error = failure(api, extraction)
    assert (error["code"], error["retryable"]) == ("INTERNAL_ERROR", True)
    assert error == error_object("INTERNAL_ERROR", error["message"], True)
