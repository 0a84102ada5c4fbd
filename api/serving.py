"""Processes: the HTTP service with its workers, and a worker alone; ended in order when told to."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

import structlog
import uvicorn

from ..schemas.settings import Settings
from .app import build_app
from .guards.connections import TimedConnection
from .logs import configure_logs
from .service import try_settings
from .worker import run_worker, slot_of

log = structlog.get_logger()

STOP_S = 20
"""How long requests under way, and workers, are waited for."""

KEEP_ALIVE_S = 75
"""Longer than a proxy's, so that the proxy closes first."""

MOST_HEAD = 64 * 1024
"""Bytes of a request's head, at most."""

AGAIN_S = 2.0
"""A worker that died is started again after so long."""


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop (SIGINT, SIGTERM): no new requests, those under way are answered, workers stop.

    Raises:
        InvalidSetting: a setting does not fit, told before anything is served.
    """
    asyncio.run(try_settings(settings))
    configure_logs(settings)
    keeper = Keeper(workers, _arguments(settings))
    keeper.start()
    config = uvicorn.Config(
        build_app(settings),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        http=TimedConnection,
        h11_max_incomplete_event_size=MOST_HEAD,
        server_header=False,
    )
    signal.signal(signal.SIGTERM, _leave)  # uvicorn hands the signal on when it is done; then the workers are stopped
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        pass
    finally:
        keeper.stop()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def work(settings: Settings, *, kept: bool = False) -> None:
    """Work until told to stop (SIGINT, SIGTERM).

    Args:
        settings: where everything is, and which model answers.
        kept: also stop when standard input closes: the service that keeps this worker is gone.
    """
    configure_logs(settings)
    slot = slot_of(settings)

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stop.set)
        if kept:
            threading.Thread(target=_until_closed, args=(loop, stop), daemon=True).start()
        await run_worker(settings, stop, slot.worker_id)

    asyncio.run(run())


def _until_closed(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Wait for the end of standard input, then tell the loop to stop."""
    while os.read(0, 4096):  # not sys.stdin: its lock would be in the way when Python ends
        pass
    with suppress(RuntimeError):  # the loop is closed: stopped otherwise
        loop.call_soon_threadsafe(stop.set)


def _arguments(settings: Settings) -> list[str]:
    """What a worker must be told that the environment does not say."""
    return ["--data", str(settings.data_dir), "--model", settings.model]


class Keeper:
    """Keeps worker processes running beside the service: one that dies is started again."""

    def __init__(self, count: int, arguments: Sequence[str]) -> None:
        """Start nothing yet."""
        self._command = [sys.executable, "-m", "faktum", "worker", "--kept", *arguments]
        self._count = count
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the workers."""
        for _ in range(self._count):
            thread = threading.Thread(target=self._keep, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            process = subprocess.Popen(self._command, stdin=subprocess.PIPE)
            while process.poll() is None:
                if self._stopping.wait(0.2):
                    process.send_signal(signal.SIGTERM)
                    try:
                        process.wait(STOP_S)
                    except subprocess.TimeoutExpired:
                        process.kill()
                    return
            log.warning("a worker ended and is started again", status=process.returncode)
            self._stopping.wait(AGAIN_S)

    def stop(self) -> None:
        """Tell the workers to stop and wait for them."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(STOP_S + 5)
