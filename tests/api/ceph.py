"""A real S3 server of one machine: Ceph's object gateway over one monitor and one object store in memory.

Debian has it: `apt-get install --no-install-recommends ceph-mon ceph-osd radosgw`. It checks signatures, their time
and the parts of an upload as S3 does, which moto does not. Up in about 15 seconds, 200 MB.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from uuid import uuid4

from .serve_command import free_port

ACCESS_KEY, SECRET_KEY = "tests", "a-secret-of-the-tests"
INSTALLED = all(shutil.which(command) for command in ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin"))

CONFIGURATION = """[global]
fsid = {fsid}
mon host = v1:127.0.0.1:{monitor}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
osd crush update on start = false
osd class update on start = false
osd objectstore = memstore
memstore device bytes = 2147483648
mon data = {folder}/mon
osd data = {folder}/osd
rgw data = {folder}/rgw
log file = {folder}/$name.log
admin socket = {folder}/$name.$pid.asok
pid file = {folder}/$name.pid
run dir = {folder}
"""


@contextmanager
def object_gateway(folder: Path) -> Generator[str]:
    """Its address while the block runs; keys are ACCESS_KEY and SECRET_KEY.

    Args:
        folder: for its state, empty; with a short path, since sockets lie there.
    """
    monitor, port, fsid = free_port(), free_port(), str(uuid4())
    for name in ("mon", "osd", "rgw"):
        (folder / name).mkdir()
    (folder / "ceph.conf").write_text(CONFIGURATION.format(fsid=fsid, monitor=monitor, folder=folder))
    cluster = _Cluster(folder)
    try:
        address = f"[v1:127.0.0.1:{monitor}]"
        cluster.do("monmaptool", "--create", "--addv", "a", address, "--fsid", fsid, str(folder / "monmap"))
        cluster.do("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(folder / "monmap"))
        cluster.start("ceph-mon", "-f", "-i", "a")
        store = str(uuid4())
        cluster.do("ceph", "osd", "new", store)
        cluster.do("ceph", "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=here")
        cluster.do("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", store)
        cluster.start("ceph-osd", "-f", "-i", "0")
        cluster.start("radosgw", "-f", "-n", "client.rgw", "--rgw-frontends", f"beast endpoint=127.0.0.1:{port}")
        _wait_for(f"http://127.0.0.1:{port}/")
        keys = ("--access-key", ACCESS_KEY, "--secret-key", SECRET_KEY)
        user = ("user", "create", "--uid", "tests", "--display-name", "tests")
        cluster.do("radosgw-admin", "-n", "client.rgw", *user, *keys)
        yield f"http://127.0.0.1:{port}"
    finally:
        cluster.stop()


class _Cluster:
    """Commands and processes with one configuration."""

    def __init__(self, folder: Path) -> None:
        self._environment = {"PATH": os.defpath, "CEPH_CONF": str(folder / "ceph.conf"), "HOME": str(folder)}
        self._folder = folder
        self._running: list[subprocess.Popen[Any]] = []

    def do(self, *command: str) -> None:
        done = subprocess.run(command, env=self._environment, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, (command, done.stderr.decode())

    def start(self, *command: str) -> None:
        with open(self._folder / f"{command[0]}.out", "wb") as out:
            self._running.append(
                subprocess.Popen(command, env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            )

    def stop(self) -> None:
        for process in reversed(self._running):
            process.kill()
            process.wait(10)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no answer at {url}")
