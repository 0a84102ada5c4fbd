"""Server-sent events: progress as it happens, and the end."""

import json
from typing import Any

from ..service import INVOICE, TWO_PAGES, Api, Here


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    told: list[tuple[str, dict[str, Any]]] = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        told.append((lines["event"], json.loads(lines["data"])))
    return told


def test_a_finished_extraction_has_one_event_its_status(api: Api) -> None:
    extraction = api.submit({"a.pdf": INVOICE})
    answer = api.ask("GET", f"/extractions/{extraction}/events")
    (name, told), *others = events_of(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (name, told["extraction_id"], others) == ("completed", extraction, [])
    assert told["pages"]["successful_count"] == 1


def test_progress_never_falls_and_ends_with_the_status(here: Here, api: Api) -> None:
    here.queue.held = True
    extraction = api.submit({"a.pdf": INVOICE, "b.pdf": TWO_PAGES})

    async def soon() -> None:
        import asyncio

        asyncio.get_running_loop().call_later(0.7, lambda: tasks.append(asyncio.ensure_future(here.queue.let_go())))

    tasks: list[Any] = []
    here.run(soon)
    told = events_of(api.ask("GET", f"/extractions/{extraction}/events").text)
    assert next(name for name, _ in told) == "progress"
    assert told[-1][0] == "completed"
    progress = [event["progress"] for name, event in told if name == "progress"]
    assert progress == sorted(progress)
    assert progress[0] == 0
