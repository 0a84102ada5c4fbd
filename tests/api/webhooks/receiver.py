"""An address of this machine that takes events and answers as a test says."""

import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
from standardwebhooks import Webhook


@dataclass
class Taken:
    """One request that came."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """What it says."""
        return orjson.loads(self.body)

    def signed_by(self, secret: str) -> bool:
        """Whether a secret signed it, for whoever uses the published library; its time is not looked at."""
        moment = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        return Webhook(secret).sign(self.headers["webhook-id"], moment, self.body.decode()) in self.headers[
            "webhook-signature"
        ].split(" ")


@dataclass
class Receiver:
    """What came, and what is answered: `answers` in turn, then 200."""

    url: str
    answers: list[int] = field(default_factory=list[int])
    taken: list[Taken] = field(default_factory=list[Taken])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    """Sent with every answer."""

    @property
    def events(self) -> list[dict[str, Any]]:
        """What all of them say."""
        return [one.event for one in self.taken]


@contextmanager
def receiving(answers: Iterable[int] = ()) -> Generator[Receiver]:
    """A receiver while the block runs."""
    receiver = Receiver("", list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append(Taken({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
