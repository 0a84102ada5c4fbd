"""The service under load: large batches against the ideal, and many clients at once with the books proved.

python benchmarks/service_load.py FOLDER --out FOLDER [--jobs reader,model,clients] [--files 1000] [--perf PERF]
    [--clients 64] [--minutes 5] [--database URL]

FOLDER holds one-page PDFs; where there are fewer than --files, they are taken again under other names. `reader` sends
them through the HTTP API to the embedded reader and compares the wall with `faktum extract` on the same files; `model`
asks the stand-in server of PERF (fake_openai.py, 1 s an answer, 64 at a time) and compares with files / 64 x 1 s. Both
watch memory and how fast the API answers meanwhile. `clients` uploads, submits, waits and downloads from many clients
at once, from a limited account.
"""

import argparse
import asyncio
import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from running_service import PROMPT, Client, Peaks, RunningService, free_port, processor_seconds

LATENCY_S, AT_A_TIME = 1.0, 64


def files_of(folder: Path, count: int, out: Path) -> list[Path]:
    """So many files with names of their own."""
    have = sorted(folder.glob("*.pdf"))
    place = out / f"files-{count}"
    place.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        target = place / f"{number:05}.pdf"
        if not target.exists():
            shutil.copy(have[number % len(have)], target)
    return sorted(place.glob("*.pdf"))


async def batch(service: RunningService, key: str, files: Sequence[Path]) -> dict[str, Any]:
    """One extraction of all files; its wall, memory, and how fast the API answers while it runs."""
    async with aiohttp.ClientSession() as session:
        client = Client(service, key, session)
        begun = time.monotonic()
        ids = await client.upload(files, "load")
        uploaded = time.monotonic() - begun
        peaks, before = Peaks(service), processor_seconds(service)
        begun = time.monotonic()
        extraction_id = await client.submit("load", ids, str(uuid4()))
        first = client.percentile("submit", 1)
        client.seconds.clear()
        read, looks = 0.0, 0
        while (told := await client.status(extraction_id))["status"] == "processing":
            read = read or (time.monotonic() - begun if told["progress"] >= 99 else 0.0)
            looks += 1
            if looks % 8 == 0:  # others submit meanwhile
                other = await client.submit("load", ids[:1], str(uuid4()))
                await client.ask("cancel", "POST", f"/v1/extractions/{other}/cancel")
            await asyncio.sleep(0.25)
        wall = time.monotonic() - begun
        peaks.stop()
        used = {name: seconds - before[name] for name, seconds in processor_seconds(service).items()}
        rows = await client.rows(extraction_id)
    return {
        "files": len(files),
        "status": told["status"],
        "rows": len(rows),
        "upload_s": round(uploaded, 1),
        "wall_s": round(wall, 1),
        "all_read_s": round(read, 1),
        "submit_of_all_ms": round(first),
        "status_p95_ms": round(client.percentile("status", 0.95)),
        "submit_p95_ms": round(client.percentile("submit", 0.95)),
        "server_mb": round(peaks.server),
        "worker_mb": round(peaks.worker),
        "readers_mb": round(peaks.readers),
        "cpu_ms_a_file": {name: round(1000 * seconds / len(files), 1) for name, seconds in used.items()},
        "load": [round(one, 1) for one in os.getloadavg()],
    }


def through(service: RunningService, files: Sequence[Path]) -> dict[str, Any]:
    """What a batch of all files shows; the service runs meanwhile."""
    key = service.command("keys", "create", "k")
    service.start()
    try:
        return asyncio.run(batch(service, key, files))
    finally:
        service.stop()


def reader(arguments: argparse.Namespace, settings: dict[str, str]) -> dict[str, Any]:
    """The embedded reader through the service, and without it."""
    files = files_of(arguments.folder, arguments.files, arguments.out)
    service = RunningService(arguments.out / f"reader-{uuid4().hex[:6]}", settings=settings)
    found = through(service, files)
    begun = time.monotonic()
    service.command(
        "extract", str(files[0].parent), "-p", PROMPT, "--structure", "per_invoice", "-f", "xlsx,csv,json",
        "--out", str(service.folder / "rows"),
    )  # fmt: skip
    alone = time.monotonic() - begun
    return {"job": "reader", **found, "extract_s": round(alone, 1), "ratio": round(found["wall_s"] / alone, 2)}


def model(arguments: argparse.Namespace, settings: dict[str, str]) -> dict[str, Any]:
    """A model that takes a second for every answer, through the service."""
    files = files_of(arguments.folder, arguments.files, arguments.out)
    port = free_port()
    fake = subprocess.Popen(
        [sys.executable, arguments.perf / "fake_openai.py", "--port", str(port), "--latency", str(LATENCY_S)]
    )
    asked = {
        "MODEL": "openai/gpt-4o",
        "MODEL_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "MODEL_API_KEY": "none",
        "MODEL_CONCURRENCY": str(AT_A_TIME),
        "REASK": "false",
        "CACHE": "false",
    }
    service = RunningService(arguments.out / f"model-{uuid4().hex[:6]}", settings=settings | asked)
    try:
        found = through(service, files)
    finally:
        fake.terminate()
        fake.wait()
    ideal = math.ceil(len(files) / AT_A_TIME) * LATENCY_S
    return {"job": "model", **found, "ideal_s": ideal, "ratio": round(found["wall_s"] / ideal, 2)}


def clients(arguments: argparse.Namespace, settings: dict[str, str]) -> dict[str, Any]:
    """Many clients, each again and again with files of its own, for some minutes."""
    files = files_of(arguments.folder, 50, arguments.out)
    limit = {"RUNNING_EXTRACTIONS": "1000"}
    service = RunningService(arguments.out / f"clients-{uuid4().hex[:6]}", settings=settings | limit)
    key = service.command("keys", "create", "k")
    service.command("credits", "limit", "--monthly", "0")
    service.command("credits", "grant", "1000000")
    service.start()

    async def one(client: Client, number: int, ends: float, spent: list[int]) -> None:
        while time.monotonic() < ends:
            chosen = [files[(number + place) % len(files)] for place in range(1 + number % 3)]
            session_id = str(uuid4())
            ids = await client.upload(chosen, session_id)
            extraction_id = await client.submit(session_id, ids, str(uuid4()))
            if number % 8 == 7:
                # 409: it was faster
                await client.ask("cancel", "POST", f"/v1/extractions/{extraction_id}/cancel", allowed=409)
            while (told := await client.status(extraction_id, wait=10))["status"] == "processing":
                continue
            spent.append(told["credits_deducted"])

    async def all_of_them() -> dict[str, Any]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            client, spent = Client(service, key, session), list[int]()
            ends = time.monotonic() + 60 * arguments.minutes
            await asyncio.gather(*(one(client, number, ends, spent) for number in range(arguments.clients)))
            left = await client.ask("balance", "GET", "/v1/credits/balance")
            return {
                "extractions": len(spent),
                "statuses": dict(client.statuses),
                "server_errors": sum(count for status, count in client.statuses.items() if status >= 500),
                "spent": sum(spent),
                "missing_from_balance": 1_000_000 - left["credits_balance"] - sum(spent),
                "held_after": left["credits_reserved"],
                "p95_ms": {what: round(client.percentile(what, 0.95)) for what in sorted(client.seconds)},
            }

    try:
        found = asyncio.run(all_of_them())
        books = service.command("credits", "show")
    finally:
        service.stop()
    return {"job": "clients", "clients": arguments.clients, "minutes": arguments.minutes, **found, "books": books}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", default="reader,model,clients")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--perf", type=Path)
    parser.add_argument("--database")
    arguments = parser.parse_args()
    settings = {"DATABASE_URL": arguments.database} if arguments.database else {}
    for job in arguments.jobs.split(","):
        print(json.dumps({"reader": reader, "model": model, "clients": clients}[job](arguments, settings)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
