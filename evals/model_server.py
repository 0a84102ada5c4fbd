"""Language models behind real HTTP: OpenAI's chat completions, Anthropic's messages and Gemini's generateContent.

What each request is answered with comes from a script; faults of the wire (429, 500, silence, a cut connection) too.
For tests of anything that asks models, ours and users': no key, no network.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Answer:
    """One answer of the server."""

    text: str = '{"records":[]}'
    finish: str = "stop"
    """'stop', 'length' or 'refused', said in each provider's words."""
    status: int = 200
    error: str = ""
    """The message of an answer whose status is not 200."""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    delay_s: float = 0.0
    reset: bool = False
    """True: the connection is cut without an answer."""
    raw: str | None = None
    """A body to send as it is."""
    input_tokens: int = 100
    cached_tokens: int = 0
    output_tokens: int = 20


@dataclass
class Asked:
    """One request the server got."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Script = Callable[[Asked, int], Answer]
"""(request, its number from 0) → its answer."""


class ModelServer:
    """A running server; `base_url` has no path."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[Asked] = []
        self.base_url = ""

    @property
    def openai_url(self) -> str:
        """Where an OpenAI-compatible client is pointed to."""
        return f"{self.base_url}/v1"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer as the script says, in the words of the provider whose path was asked."""
        asked = Asked(request.path, dict(request.headers), await request.json())
        self.asked.append(asked)
        answer = self.script(asked, len(self.asked) - 1)
        if answer.delay_s:
            await asyncio.sleep(answer.delay_s)
        if answer.reset:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if answer.raw is not None:
            return web.Response(text=answer.raw, status=answer.status, headers=answer.headers)
        if answer.status != 200:
            body: dict[str, Any] = {"error": {"message": answer.error, "type": "fake"}}
        elif request.path.endswith("/chat/completions"):
            body = _openai(answer, asked)
        elif request.path.endswith("/messages"):
            body = _anthropic(answer, asked)
        else:
            body = _gemini(answer)
        return web.json_response(body, status=answer.status, headers=answer.headers)


def _openai(answer: Answer, asked: Asked) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text}
    if asked.body.get("tools"):
        name = asked.body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": answer.text}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    if answer.finish == "refused":
        message = {"role": "assistant", "content": None, "refusal": answer.text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": asked.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish.replace("refused", "stop")}],
        "usage": {
            "prompt_tokens": answer.input_tokens,
            "completion_tokens": answer.output_tokens,
            "total_tokens": answer.input_tokens + answer.output_tokens,
            "prompt_tokens_details": {"cached_tokens": answer.cached_tokens},
        },
    }


def _anthropic(answer: Answer, asked: Asked) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": answer.text}]
    if asked.body.get("tools"):
        name = asked.body["tools"][0]["name"]
        content = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": json.loads(answer.text)}]
    stop = {"stop": "end_turn", "length": "max_tokens", "refused": "refusal"}[answer.finish]
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": asked.body["model"],
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": answer.input_tokens, "output_tokens": answer.output_tokens},
    }


def _gemini(answer: Answer) -> dict[str, Any]:
    reason = {"stop": "STOP", "length": "MAX_TOKENS", "refused": "SAFETY"}[answer.finish]
    return {
        "candidates": [
            {"content": {"parts": [{"text": answer.text}], "role": "model"}, "finishReason": reason, "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": answer.input_tokens,
            "candidatesTokenCount": answer.output_tokens,
            "totalTokenCount": answer.input_tokens + answer.output_tokens,
        },
        "modelVersion": "fake",
    }


@contextmanager
def serving(script: Script) -> Generator[ModelServer]:
    """A server on a free port of this machine, in a thread of its own, stopped on leaving."""
    server, loop, ready = ModelServer(script), asyncio.new_event_loop(), threading.Event()

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/{path:.*}", server.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        unanswered = asyncio.all_tasks(loop)
        for task in unanswered:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*unanswered, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
