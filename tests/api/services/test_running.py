"""An extraction under way: done once whatever happens, stopped at once, poison given up alone, credits exact."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from faktum.api.services import running, submissions, under_way
from faktum.api.services.finishing import finish
from faktum.api.services.keeping import Keeper
from faktum.api.services.retention import sweep
from faktum.api.store.tables import Extraction, ExtractionFile, UploadSession
from faktum.api.store.types import now
from faktum.api.worker import beat, reap, take_up_cut_off
from faktum.engine.sources import Source
from faktum.schemas.errors import WorkerDied
from faktum.schemas.record import DocumentResult

from .conftest import World, plain

InWorld = Callable[..., Any]


def test_every_page_is_charged_once_and_nothing_stays_held(in_both_worlds: InWorld) -> None:
    """20 files of 1 to 3 pages, in three portions: 39 credits, one entry a file, outputs there, sums proved."""
    pages = [1 + n % 3 for n in range(20)]

    async def test(world: World) -> None:
        await world.limit(100)
        done = await world.extraction(await world.submit(*pages))
        assert (done.status, done.progress, done.credits_deducted) == ("completed", 100, 39)
        assert await world.money() == (61, 0, True)
        assert sorted(await world.ledger()) == sorted([("grant", 100), *(("page", -count) for count in pages)])
        assert sorted(world.engine.asked) == sorted(f"{n}.pdf" for n in range(20))

    in_both_worlds(test)


def test_done_again_nothing_changes(in_world: InWorld) -> None:
    """Every job of an extraction begun again, before and after its end: read once, charged once, one set of outputs."""

    async def test(world: World) -> None:
        await world.limit(100)
        extraction_id = await world.submit(*[1] * 10)
        before = await world.blobs()
        for job in list(world.jobs.done):
            assert world.jobs.perform
            await world.jobs.perform(job.name, job.arguments)
        async with world.service.database.writing() as session:  # as if it had died before it said so
            await session.execute(update(Extraction).values(status="processing", progress=99))
        await running.start(world.service, world.standing, extraction_id)
        await running.read(world.service, world.standing, extraction_id, 0, range(1, 11))
        assert len(world.engine.asked) == 10
        assert await world.money() == (90, 0, True)
        assert await world.blobs() == before

    in_world(test)


def test_two_that_do_the_same_at_once_charge_once(in_both_worlds: InWorld) -> None:
    """A worker that was thought dead goes on beside the one that took its work: each file counts once."""

    async def test(world: World) -> None:
        await world.limit(100)
        extraction_id = await world.submit(*[1] * 6)
        start = running.start(world.service, world.standing, extraction_id)
        again = running.start(world.service, world.standing, extraction_id)
        await asyncio.gather(start, again)
        await asyncio.gather(*(finish(world.service, world.standing, extraction_id, 0) for _ in range(2)))
        done = await world.extraction(extraction_id)
        assert (done.status, done.files_done, done.credits_deducted) == ("completed", 6, 6)
        assert await world.money() == (94, 0, True)

    in_both_worlds(test, work=False)


def test_too_few_credits_are_told_at_the_start(in_world: InWorld) -> None:
    """7 pages, 5 credits: failed with INSUFFICIENT_CREDITS before anything was read; nothing held, nothing spent."""

    async def test(world: World) -> None:
        await world.limit(5)
        failed = await world.extraction(await world.submit(3, 4))
        assert failed.status == "failed"
        assert failed.error is not None
        assert failed.error["code"] == "INSUFFICIENT_CREDITS"
        assert failed.error["details"] == {"credits_required": 7, "credits_balance": 5, "credits_reserved": 0}
        assert world.engine.asked == []
        assert await world.money() == (5, 0, True)

    in_world(test)


def test_a_cancelled_extraction_stops_its_model_and_gives_back_what_was_held(
    in_both_worlds: InWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled while a slow model answers: the call is stopped, pages done by then are charged, the rest released."""
    monkeypatch.setattr(under_way, "LOOK_S", 0.01)
    stopped: list[str] = []
    slow = asyncio.Event()

    async def answer(source: Source) -> DocumentResult:
        if source.name == "0.pdf":
            return await plain(source)
        slow.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.append(source.name)
            raise
        raise AssertionError

    async def test(world: World) -> None:
        await world.limit(10)
        extraction_id = await world.submit(1, 1, 1)
        work = asyncio.create_task(running.start(world.service, world.standing, extraction_id))
        await slow.wait()
        while not (await world.extraction(extraction_id)).files_done:
            await asyncio.sleep(0.01)
        await submissions.cancel(world.service, await world.extraction(extraction_id))
        await asyncio.wait_for(work, 10)
        done = await world.extraction(extraction_id)
        assert (done.status, done.cancellation_reason, done.credits_deducted) == ("cancelled", "user", 1)
        assert sorted(stopped) == ["1.pdf", "2.pdf"]
        assert await world.money() == (9, 0, True)

    in_both_worlds(test, answer, work=False)


def test_what_kills_its_process_fails_alone(in_world: InWorld) -> None:
    """One of three files brings down the process that reads it: it fails, unpaid; the others are delivered."""

    async def answer(source: Source) -> DocumentResult:
        if source.name == "1.pdf":
            raise WorkerDied("The process that read the file died (exit code -11).")
        return await plain(source)

    async def test(world: World) -> None:
        await world.limit(10)
        done = await world.extraction(await world.submit(1, 1, 1))
        assert (done.status, done.credits_deducted) == ("completed", 2)
        assert await world.money() == (8, 0, True)

    in_world(test, answer)


def test_a_file_that_takes_its_worker_down_again_and_again_is_given_up_alone(in_world: InWorld) -> None:
    """Under way three times when its worker died, a file is read on its own; six times, it is given up; its neighbours
    are not."""

    async def test(world: World) -> None:
        extraction_id = await world.submit(1, 1, 1)
        async with world.service.database.writing() as session:
            tries = update(ExtractionFile).where(ExtractionFile.number < 3)
            await session.execute(tries.values(attempts=running.TOO_OFTEN))
            await session.execute(tries.where(ExtractionFile.number == 2).values(attempts=2 * running.TOO_OFTEN))
        await running.start(world.service, world.standing, extraction_id)
        assert sorted(world.engine.asked) == ["0.pdf", "2.pdf"]
        assert [file.status for file in await world.files(extraction_id)] == ["done"] * 3

    in_world(test, work=False)


def test_a_worker_that_stops_is_not_held_against_the_files(in_world: InWorld) -> None:
    """Stopped in the middle ten times over, as in many deploys: the files are not suspected, and nothing is charged."""
    reading = asyncio.Event()

    async def answer(source: Source) -> DocumentResult:
        reading.set()
        await asyncio.sleep(60)
        raise AssertionError

    async def test(world: World) -> None:
        await world.limit(10)
        extraction_id = await world.submit(1, 1)
        for _ in range(10):
            reading.clear()
            work = asyncio.create_task(running.start(world.service, world.standing, extraction_id))
            await reading.wait()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        assert {file.attempts for file in await world.files(extraction_id)} == {0}
        assert await world.money() == (10, 2, True)

    in_world(test, answer, work=False)


def test_a_submission_cut_off_before_it_reached_the_queue_is_found_again(in_world: InWorld) -> None:
    """The process died between keeping the extraction and handing it over: a worker finds it, once."""

    async def test(world: World) -> None:
        extraction_id = await world.submit(1)
        world.jobs.done.clear()
        async with world.service.database.writing() as session:
            early = now() - timedelta(minutes=1)
            await session.execute(update(Extraction).values(queued_at=None, created_at=early))
        world.jobs.perform = None
        world.jobs._met.clear()  # pyright: ignore[reportPrivateUsage]
        await take_up_cut_off(world.service)
        await take_up_cut_off(world.service)
        assert [job.id for job in world.jobs.done] == [f"start-{extraction_id}-0"]

    in_world(test, work=False)


def test_the_work_of_a_dead_worker_is_given_back_by_another(in_world: InWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silent for longer than it may be: its jobs are recovered, once; one that is alive is left alone."""
    recovered: list[str] = []

    async def test(world: World) -> None:
        async def recover(workers: Any) -> int:
            recovered.extend(workers)
            return len(workers)

        monkeypatch.setattr(world.jobs, "recover", recover)
        for worker in ("dead", "alive", "me"):
            await beat(world.service, worker)
        monkeypatch.setattr("faktum.api.worker.now", lambda: now() + timedelta(minutes=1))
        await beat(world.service, "alive")
        assert await reap(world.service, "me") == 1
        assert await reap(world.service, "me") == 0
        assert recovered == ["dead"]

    in_world(test)


def test_large_batches_rank_behind_what_came_with_few_files(in_world: InWorld) -> None:
    """Portions rank by their place in the batch, and a single portion is read with the start itself."""

    async def test(world: World) -> None:
        await world.submit(*[1] * 20)
        ranks = [(job.name, job.rank) for job in world.jobs.done]
        assert [one for one in ranks if one[0] == "read"] == [("read", 1), ("read", 2), ("read", 3)]
        world.jobs.done.clear()
        await world.submit(1, 1)
        assert [job.name for job in world.jobs.done] == ["finish", "start"]

    in_world(test)


def test_retention_deletes_uploads_outputs_and_what_failed_extractions_left(in_world: InWorld) -> None:
    """Uploads a while after their time unless they are in use; results after theirs, of cancelled extractions too."""

    async def test(world: World) -> None:
        kept = await world.submit(1)
        used = await world.upload(1)
        old = await world.submit(1)
        cancelled = await world.submit(1)
        world.jobs.perform = None
        await world.submit(1, session_id=used)
        async with world.service.database.writing() as session:
            past = now() - timedelta(days=91)
            await session.execute(update(UploadSession).values(expires_at=now() - timedelta(hours=1)))
            for one, values in (
                (old, {"output_expires_at": past}),
                (cancelled, {"status": "cancelled", "finished_at": past, "output_expires_at": None}),
            ):
                await session.execute(update(Extraction).where(Extraction.id == one).values(**values))
        await sweep(world.service)
        left = {"/".join(key.split("/")[:2]) for key in await world.blobs()}
        assert left == {f"extractions/{kept}", f"uploads/{used}"}
        assert (await world.extraction(old)).expired_at is not None
        assert (await world.extraction(cancelled)).expired_at is not None

    in_world(test)


def test_deleting_removes_files_and_rows_also_those_still_being_written(in_world: InWorld) -> None:
    """Cancelled and deleted while a document was being kept: nothing of it is left behind."""

    async def test(world: World) -> None:
        extraction_id = await world.submit(1)
        extraction = await world.extraction(extraction_id)
        files = await world.files(extraction_id)
        result = await plain(Source("0.pdf", b"1"))
        await submissions.cancel(world.service, extraction)
        await submissions.remove(world.service, await world.extraction(extraction_id))
        prompt = running.compiled(extraction)
        await Keeper(world.service, extraction, prompt).keep(files[0], result)
        assert [key for key in await world.blobs() if key.startswith("extractions/")] == []
        assert await world.files(extraction_id) == []

    in_world(test, work=False)


def test_who_is_stopped_takes_no_result_along_that_is_marked_together_with_its_own(in_both_worlds: InWorld) -> None:
    """Two results wait to be marked in one transaction and the task of one is cancelled: both files are done."""

    async def test(world: World) -> None:
        extraction_id = await world.submit(1, 1, 1)
        extraction, files = await world.extraction(extraction_id), await world.files(extraction_id)
        keeper = Keeper(world.service, extraction, running.compiled(extraction))
        result = await plain(Source("0.pdf", b"1"))
        await keeper.keep(files[0], result)  # what comes shortly after this waits
        stopped, other = (asyncio.create_task(keeper.keep(file, result)) for file in files[1:])
        await asyncio.sleep(0.05)
        stopped.cancel()
        await other
        assert [file.status for file in await world.files(extraction_id)] == ["done"] * 3
        assert (await world.extraction(extraction_id)).files_done == 3

    in_both_worlds(test, work=False)
