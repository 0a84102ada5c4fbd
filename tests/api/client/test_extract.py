"""faktum.Client: one call gives what the import gives."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from faktum import AsyncClient, Client, FaktumError, ServiceError, extract
from faktum.engine.result import Result

from ..service import ASKING, EXAMPLES, INVOICE, NO_PDF, TWO_PAGES
from .serving import Served

PROMPT = "Extract invoice number, invoice date, total amount"


def told(result: Result) -> list[Any]:
    """Everything of a result but the time it took, boxes and confidences as rounded as a line of documents.jsonl."""
    return [
        (
            document.file,
            document.error,
            document.pages,
            document.notes,
            [
                [
                    (name, cell.value, cell.printed, cell.status, [e.quote for e in cell.evidence])
                    for name, cell in cells
                ]
                for record in document.records
                for cells in [record.fields.items(), *(line.items() for line in record.line_items)]
            ],
        )
        for document in result.documents
    ]


def test_it_gives_what_the_import_gives(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "sub"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(INVOICE)
    (folder / "broken.pdf").write_bytes(NO_PDF)
    (folder / "empty.pdf").write_bytes(b"")
    inputs: list[Any] = [folder.parent, ("b", TWO_PAGES), EXAMPLES / "abono.pdf"]
    remote, here = client.extract(inputs, PROMPT), extract(inputs, PROMPT)
    assert [document.file for document in remote.documents] == [
        "sub/a.pdf",
        "sub/broken.pdf",
        "sub/empty.pdf",
        "b",
        "abono.pdf",
    ]
    assert told(remote) == told(here)
    assert remote.rows == here.rows
    assert remote.review_needed == here.review_needed
    assert remote.pages == here.pages
    files = [remote.save(tmp_path / "remote"), here.save(tmp_path / "here")]
    assert files[0]["csv"].read_bytes() == files[1]["csv"].read_bytes()
    assert files[0]["json"].read_bytes() == files[1]["json"].read_bytes()


def test_the_schema_of_invoices_with_addons(client: Client) -> None:
    result = client.extract([("a.pdf", INVOICE)], addons=["lineitems"])
    assert result.rows == extract([("a.pdf", INVOICE)], addons=["lineitems"]).rows


def test_updates_have_the_shape_of_the_import_and_never_fall(client: Client) -> None:
    remote: list[Any] = []
    here: list[Any] = []
    client.extract([("a.pdf", INVOICE), ("b.pdf", NO_PDF)], PROMPT, on_update=remote.append)
    extract([("a.pdf", INVOICE)], PROMPT, on_update=here.append)
    assert {tuple(update) for update in remote} == {tuple(update) for update in here}
    progress = [update["progress"] for update in remote]
    assert progress == sorted(progress)
    assert (progress[-1], remote[-1]["stage"], remote[-1]["done"]) == (100, "finished", 2)
    assert [u["message"].split(":")[0] for u in remote if u["level"] == "error"] == ["UNREADABLE_FILE"]


def test_files_that_all_fail_are_results_with_their_reasons(client: Client) -> None:
    result = client.extract([("a.pdf", NO_PDF), ("b.xml", b"<Invoice/>")], PROMPT)
    assert [document.error.code for document in result.documents if document.error] == [
        "UNREADABLE_FILE",
        "UNSUPPORTED_FILE",
    ]


def test_questions_are_asked_and_answered(client: Client, served: Served) -> None:
    asked: list[Any] = []

    def answer(questions: Any) -> list[dict[str, Any]]:
        asked.extend(questions)
        return [{"question_id": one["question_id"], "accept_recommended": True} for one in questions]

    result = client.extract([("a.pdf", INVOICE)], ASKING, on_questions=answer)
    assert len(asked) == 1
    assert len(result.rows) == 1
    assert len(served.engine.asked) == 2  # read again with the answer


def test_what_is_wrong_with_the_prompt_is_told_before_anything_is_sent(client: Client, served: Served) -> None:
    with pytest.raises(FaktumError) as failure:
        client.extract([("a.pdf", INVOICE)], "please")
    assert failure.value.code == "PROMPT_UNCLEAR"
    assert served.seen == []


def test_the_async_client_does_the_same_and_cancelling_it_cancels_there(served: Served) -> None:
    async def use() -> str:
        async with AsyncClient(served.address, served.key) as client:
            result = await client.extract([("a.pdf", INVOICE)], PROMPT)
            assert result.rows == extract([("a.pdf", INVOICE)], PROMPT).rows
            served.queue.held = True
            task = asyncio.create_task(client.extract([("a.pdf", INVOICE)], PROMPT))
            while not served.queue.kept:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            newest = (await client.list_extractions())["extractions"][0]
            return cast(str, newest["status"])

    assert asyncio.run(use()) == "cancelled"


def test_waiting_ends_when_the_time_is_over(client: Client, served: Served) -> None:
    served.queue.held = True
    with pytest.raises(ServiceError) as failure:
        client.extract([("a.pdf", INVOICE)], PROMPT, timeout_s=0.1)
    assert (failure.value.code, failure.value.retryable) == ("WAITED_TOO_LONG", True)
    assert client.check_extraction(failure.value.extraction_id or "")["status"] == "processing"
