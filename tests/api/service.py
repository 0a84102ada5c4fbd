"""A whole service in this process, for tests: real database and engine, files in memory, jobs done when a test says."""

import asyncio
import hashlib
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from fastapi import FastAPI
from starlette.testclient import TestClient

from faktum.api.app import build_app
from faktum.api.jobs.immediate import ImmediateJobs
from faktum.api.jobs.port import Job
from faktum.api.jobs.work import Work
from faktum.api.service import Service
from faktum.api.services.keys import create_key
from faktum.engine.standing import Standing
from faktum.engine.workers import Workers
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.record import DocumentResult
from faktum.schemas.settings import Settings

from .contract import CONTRACT

P = ParamSpec("P")
T = TypeVar("T")

EXAMPLES = Path(__file__).parents[2] / "examples"
PROMPT = "Extract invoice number, invoice date, vendor name, total amount"
ASKING = "Extract invoice number, date, vendor name"
"""Leaves open which date is meant, where a document has several: INVOICE has."""

INVOICE = (EXAMPLES / "invoice (1).pdf").read_bytes()
TWO_PAGES = (EXAMPLES / "facture client.pdf").read_bytes()
NO_PDF = b"%PDF-1.7\nnothing of a document\n"
PART = 8 * 1024 * 1024


class Queue(ImmediateJobs):
    """Does jobs when they are handed in; `held`, when the test lets them go."""

    held = False

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Job] = []

    async def enqueue(self, *jobs: Job) -> None:
        if self.held:
            self.kept += jobs
        else:
            await super().enqueue(*jobs)

    async def let_go(self) -> None:
        """Do what was held."""
        self.held, kept, self.kept = False, self.kept, []
        await self.enqueue(*kept)


class OneThread(Workers):
    """Does the work of the processes in this one, in one thread at a time."""

    def __init__(self) -> None:
        self._free = threading.Lock()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def alone() -> T:
            with self._free:
                return work(*args, **kwargs)

        return await asyncio.to_thread(alone)


class Engine(Standing):
    """The real engine in this process; `before` is told of every document first, and may raise or wait."""

    def __init__(self, settings: Settings) -> None:
        self.model, self.settings, self.stronger = None, settings, None
        self.at_a_time = 1
        self.workers = OneThread()
        self.before: Callable[[str], Awaitable[None]] | None = None
        self.asked: list[tuple[str, str]] = []
        """(file, prompt) of every document that was read."""

    async def document(self, source: Any, prompt: CompiledPrompt, shelf: Any = None) -> DocumentResult:
        self.asked.append((source.name, prompt.version))
        if self.before is not None:
            await self.before(source.name)
        return await super().document(source, prompt, shelf)


class Client(TestClient):
    """Holds every answer against the contract."""

    def request(self, method: str, url: Any, **kwargs: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        answer = super().request(method, url, **kwargs)
        if "json" in answer.headers.get("content-type", ""):
            CONTRACT.check(method, str(answer.request.url), answer.status_code, answer.json())
        return answer


@dataclass
class Api:
    """The native API with one key, as a program uses it."""

    client: Client
    key: str
    sessions: int = 0

    def ask(self, method: str, path: str, **kwargs: Any) -> Any:
        """The response, whatever it is."""
        headers = {"Authorization": f"Bearer {self.key}", **kwargs.pop("headers", {})}
        return self.client.request(method, f"/v1{path}", headers=headers, **kwargs)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The body of a GET that succeeds."""
        return done(self.ask("GET", path, params=query))

    def post(self, path: str, body: Any = None) -> dict[str, Any]:
        """The body of a POST that succeeds."""
        return done(self.ask("POST", path, json=body))

    def error(self, method: str, path: str, status: int, code: str, **kwargs: Any) -> dict[str, Any]:
        """The error that a request is answered with; its status, code and flag are held against what is expected."""
        answer = self.ask(method, path, **kwargs)
        told = answer.json()
        assert (answer.status_code, told["error"]["code"]) == (status, code), told
        return told["error"]

    def begin_upload(self, files: Mapping[str, bytes], session: str | None = None) -> str:
        """Declare files; the session. The file ids are the names with a '-' for what ids cannot hold."""
        self.sessions += 1
        session = session or f"session-{self.sessions}"
        self.post("/uploads/sessions", {"upload_session_id": session, "files": declared(files)})
        return session

    def put(self, session: str, name: str, data: bytes) -> list[dict[str, Any]]:
        """Upload the parts of one file; what completing it wants."""
        numbers = list(range(1, (len(data) + PART - 1) // PART + 1))
        told = self.post(f"/uploads/sessions/{session}/parts", {"file_id": file_id(name), "part_numbers": numbers})
        parts: list[dict[str, Any]] = []
        for one in told["part_urls"]:
            at = (one["part_number"] - 1) * PART
            answer = self.client.put(one["url"], content=data[at : at + PART])
            assert answer.status_code == 200, answer.text
            parts.append({"part_number": one["part_number"], "e_tag": answer.headers["ETag"]})
        return parts

    def complete(self, session: str, name: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Complete one file."""
        return self.post(f"/uploads/sessions/{session}/complete", {"file_id": file_id(name), "parts": list(parts)})

    def upload(self, files: Mapping[str, bytes], session: str | None = None) -> tuple[str, list[str]]:
        """(session, file ids), everything uploaded and complete."""
        session = self.begin_upload(files, session)
        for name, data in files.items():
            self.complete(session, name, self.put(session, name, data))
        return session, [file_id(name) for name in files]

    def submission(self, files: Mapping[str, bytes], **changes: Any) -> dict[str, Any]:
        """The body of a submission over uploaded files."""
        session, ids = self.upload(files)
        return {
            "submission_id": f"submission-{session}",
            "upload_session_id": session,
            "file_ids": ids,
            "prompt": PROMPT,
            "output_structure": "per_invoice",
            **changes,
        }

    def submit(self, files: Mapping[str, bytes], **changes: Any) -> str:
        """The id of a new extraction over these files."""
        answer = self.ask("POST", "/extractions", json=self.submission(files, **changes))
        assert answer.status_code == 202, answer.text
        return answer.json()["extraction_id"]

    def status(self, extraction: str) -> dict[str, Any]:
        """Where an extraction stands."""
        return self.get(f"/extractions/{extraction}")


@dataclass
class Here:
    """A service that runs in this process, and what a test may do to it."""

    app: FastAPI
    client: Client
    queue: Queue
    engine: Engine
    work: Work

    @property
    def service(self) -> Service:
        """The parts."""
        return self.app.state.service

    def run(self, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something asynchronous on the service's own loop."""

        async def do() -> T:
            return await work(*args, **kwargs)

        assert self.client.portal is not None
        return self.client.portal.call(do)

    def api(self, org: str = "default", name: str = "key", **options: Any) -> Api:
        """The API with a new key."""
        return Api(self.client, self.run(create_key, self.service.database, name, org=org, **options))

    def pass_time(self, **time: float) -> None:
        """Do what is due within a time."""
        self.run(self.queue.pass_time, timedelta(**time))


@contextmanager
def serving_here(settings: Settings) -> Generator[Here]:
    """A service in this process while the block runs."""
    queue, work = Queue(), Work()
    engine = work.engine = Engine(settings)
    queue.perform = work.perform
    app = build_app(settings, queue)
    with Client(app, base_url="http://localhost:8000", raise_server_exceptions=False) as client:
        work.service = app.state.service
        yield Here(app, client, queue, engine, work)


def file_id(name: str) -> str:
    """An id for a file."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def declared(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Files as a session declares them."""
    return [{"file_id": file_id(n), "file_name": n, "file_size_bytes": len(data)} for n, data in files.items()]


def done(answer: Any) -> dict[str, Any]:
    """The body of an answer that succeeded."""
    assert answer.status_code < 400, answer.text
    return answer.json()
