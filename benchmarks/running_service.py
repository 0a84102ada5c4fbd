"""A service that runs for a measurement: started, killed and stopped as an operator would, asked as a client would."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import psutil

PROMPT = "Extract invoice number, invoice date, vendor name and total amount"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class RunningService:
    """`faktum serve` with its workers, in a folder of its own."""

    def __init__(self, folder: Path, *, workers: int = 1, settings: Mapping[str, str] | None = None) -> None:
        """Start nothing yet.

        Args:
            folder: for data and log.
            workers: worker processes.
            settings: FAKTUM_… variables by their names without FAKTUM_.
        """
        self.folder, self.port, self.workers = folder, free_port(), workers
        given = {"DATA_DIR": str(folder / "data"), "RATE_LIMITS": "false"} | dict(settings or {})
        self.env = {**os.environ, **{f"FAKTUM_{name}": value for name, value in given.items()}}  # noqa: TID251
        folder.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> str:
        """What another `faktum` command prints, with the same settings."""
        told = subprocess.run(
            [sys.executable, "-m", "faktum", *arguments], env=self.env, capture_output=True, text=True, check=True
        )
        return told.stdout.strip()

    def start(self) -> float:
        """Start, and wait until it answers; seconds."""
        begun = time.monotonic()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "faktum", "serve", "--port", str(self.port), "--workers", str(self.workers)],
                env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        while time.monotonic() - begun < 120:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return time.monotonic() - begun
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the service does not start; see {self.folder / 'log'}")

    @property
    def pid(self) -> int:
        """Of the server."""
        assert self.process is not None
        return self.process.pid

    def worker_processes(self) -> list[psutil.Process]:
        """The worker processes, without what they started."""
        return [one for one in psutil.Process(self.pid).children() if "worker" in one.cmdline()]

    def kill(self) -> None:
        """kill -9 of the server alone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> tuple[float, int]:
        """(seconds it took to stop on SIGTERM, processes of it that were left)."""
        assert self.process is not None
        family = [*psutil.Process(self.process.pid).children(recursive=True), psutil.Process(self.process.pid)]
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        took = time.monotonic() - begun
        _, left = psutil.wait_procs(family, timeout=2)
        for one in left:
            one.kill()
        return took, len(left)


class Client:
    """Asks the wire, and remembers how long every kind of request took."""

    def __init__(self, service: RunningService, key: str, session: aiohttp.ClientSession) -> None:
        """Ask a running service with a key."""
        self._base, self._session = f"http://127.0.0.1:{service.port}", session
        self._headers = {"Authorization": f"Bearer {key}"}
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[int, int] = defaultdict(int)

    async def ask(self, what: str, method: str, path: str, *, allowed: int = 200, **given: Any) -> Any:
        """The answer as JSON; raises for a status of 400 or more, but for the one that is allowed."""
        begun = time.monotonic()
        async with self._session.request(method, self._base + path, headers=self._headers, **given) as answer:
            told = await answer.json()
            self.seconds[what].append(time.monotonic() - begun)
            self.statuses[answer.status] += 1
            if answer.status >= 400 and answer.status != allowed:
                raise RuntimeError(f"{method} {path}: {answer.status} {told}")
            return told

    async def upload(self, files: Sequence[Path], session_id: str, *, at_a_time: int = 16) -> list[str]:
        """The file ids of complete uploads."""
        declared = [
            {"file_id": f"f{n}", "file_name": file.name, "file_size_bytes": file.stat().st_size}
            for n, file in enumerate(files)
        ]
        sessions = "/v1/uploads/sessions"
        await self.ask("session", "POST", sessions, json={"upload_session_id": session_id, "files": declared})
        gate = asyncio.Semaphore(at_a_time)

        async def one(file_id: str, file: Path) -> None:
            async with gate:
                asked = {"file_id": file_id, "part_numbers": [1]}
                urls = await self.ask("parts", "POST", f"{sessions}/{session_id}/parts", json=asked)
                async with self._session.put(urls["part_urls"][0]["url"], data=file.read_bytes()) as put:
                    put.raise_for_status()
                    part = {"part_number": 1, "e_tag": put.headers["ETag"]}
                done = {"file_id": file_id, "parts": [part]}
                await self.ask("complete", "POST", f"{sessions}/{session_id}/complete", json=done)

        ids = [str(one["file_id"]) for one in declared]
        await asyncio.gather(*(one(file_id, file) for file_id, file in zip(ids, files, strict=True)))
        return ids

    async def submit(self, session_id: str, file_ids: Sequence[str], submission_id: str) -> str:
        """The id of an extraction."""
        body = {
            "submission_id": submission_id,
            "upload_session_id": session_id,
            "file_ids": list(file_ids),
            "prompt": PROMPT,
            "output_structure": "per_invoice",
        }
        return str((await self.ask("submit", "POST", "/v1/extractions", json=body))["extraction_id"])

    async def status(self, extraction_id: str, wait: int = 0) -> dict[str, Any]:
        """How far it is."""
        what, held = ("held status", f"?wait={wait}") if wait else ("status", "")
        told: dict[str, Any] = await self.ask(what, "GET", f"/v1/extractions/{extraction_id}{held}")
        return told

    async def rows(self, extraction_id: str) -> list[dict[str, Any]]:
        """All rows."""
        rows: list[dict[str, Any]] = []
        while True:
            path = f"/v1/extractions/{extraction_id}/results?limit=1000&offset={len(rows)}"
            page = await self.ask("results", "GET", path)
            rows += page["rows"]
            if not page["has_more"]:
                return rows

    def percentile(self, what: str, share: float) -> float:
        """Milliseconds within which that share of the requests of a kind was answered."""
        took = sorted(self.seconds[what])
        return 1000 * took[min(len(took) - 1, int(share * len(took)))] if took else 0.0


class Peaks:
    """Most resident memory of the server and of its workers with all they started, in MB, sampled while it watches."""

    def __init__(self, service: RunningService) -> None:
        """Watch from now on."""
        self.server = self.worker = self.readers = 0.0
        self._service, self._over = service, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            try:
                self.server = max(self.server, resident([psutil.Process(self._service.pid)]))
                for worker in self._service.worker_processes():
                    self.worker = max(self.worker, resident([worker]))
                    below = resident(worker.children(recursive=True))
                    self.readers = max(self.readers, below)
            except psutil.Error:
                continue

    def stop(self) -> None:
        """Stop watching."""
        self._over.set()
        self._thread.join()


def processor_seconds(service: RunningService) -> dict[str, float]:
    """Seconds of processor time that the server, its workers and what these started have used so far."""
    workers = service.worker_processes()
    below = [one for worker in workers for one in worker.children(recursive=True)]
    return {
        "server": _used([psutil.Process(service.pid)], ended=False),
        "workers": _used(workers, ended=False),
        "readers": _used(below, ended=True),
    }


def _used(processes: Iterable[psutil.Process], *, ended: bool) -> float:
    total = 0.0
    for one in processes:
        times = one.cpu_times()
        total += times.user + times.system + (times.children_user + times.children_system if ended else 0)
    return total


def resident(processes: Iterable[psutil.Process]) -> float:
    """Their memory in MB, pages they share counted once (PSS), where the system tells."""
    total = 0
    for one in processes:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 2**20
