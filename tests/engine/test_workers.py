"""Processes that fail fail alone."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from faktum.engine.sources import sources
from faktum.engine.workers import Workers
from faktum.schemas.errors import PathNotFound, ReadingTimedOut, WorkerDied


def run(work: Callable[[Workers], Awaitable[object]], timeout_s: float | None = None) -> object:
    async def inside() -> object:
        with Workers(1, timeout_s=timeout_s) as workers:
            return await work(workers)

    return asyncio.run(inside())


def test_result_comes_back() -> None:
    assert run(lambda workers: workers.run(pow, 2, 10)) == 1024


def test_a_process_that_dies_fails_its_own_task_only() -> None:
    async def work(workers: Workers) -> tuple[object, object]:
        first = await asyncio.gather(workers.run(os._exit, 3), return_exceptions=True)
        return first[0], await workers.run(pow, 2, 3)

    died, after = run(work)  # type: ignore[misc]
    assert isinstance(died, WorkerDied)
    assert "exit code 3" in died.message
    assert after == 8


def test_a_task_that_overruns_is_stopped_with_its_process() -> None:
    async def work(workers: Workers) -> tuple[object, object]:
        first = await asyncio.gather(workers.run(time.sleep, 60), return_exceptions=True)
        return first[0], await workers.run(pow, 2, 3)

    late, after = run(work, timeout_s=0.5)  # type: ignore[misc]
    assert isinstance(late, ReadingTimedOut)
    assert "0.5 s" in late.message
    assert after == 8


def test_an_error_of_ours_keeps_its_class_and_message() -> None:
    with pytest.raises(PathNotFound, match=r"no file or folder 'missing\.pdf'"):
        run(lambda workers: workers.run(sources, "missing.pdf"))


def test_a_plain_script_without_a_main_guard_does_not_start_itself_again(tmp_path: Path) -> None:
    """Python would import the caller's script into every worker; a script that calls us at top level must work."""
    script = tmp_path / "script.py"
    script.write_text(
        "import asyncio\n"
        "from faktum.engine.workers import Workers\n"
        "print('started')\n"
        "async def go():\n"
        "    with Workers(2) as workers:\n"
        "        print(await workers.run(pow, 2, 5))\n"
        "asyncio.run(go())\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["started", "32"]
