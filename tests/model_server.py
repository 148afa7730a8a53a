"""A language model's endpoint on this machine that plays one manner of answering after another."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Play:
    """How to answer: `body` is sent as it is when it is bytes, else as JSON."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drip: float = 0.0
    reset: bool = False


@dataclass
class ModelServer:
    """What it will play, in turns with the last one for ever, and what it was asked."""

    url: str
    plays: list[Play]
    requests: list[dict[str, Any]] = field(default_factory=list)


def said(content: Any, *, model: str = "tiny-1", finish: str = "stop", tokens: Any = 50) -> Any:
    """A chat completion as OpenAI's endpoints send it."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"model": model, "choices": [choice], "usage": {"total_tokens": tokens}}


def message(content: Any, *, model: str = "claude-x", stop: str = "end_turn") -> Any:
    """A message as Anthropic's endpoint sends it."""
    text = content if isinstance(content, str) else json.dumps(content)
    parts = [{"type": "text", "text": text}]
    usage = {"input_tokens": 30, "output_tokens": 20}
    return {"model": model, "content": parts, "stop_reason": stop, "usage": usage}


@contextmanager
def model_server(*plays: Play) -> Iterator[ModelServer]:
    """Serve on a port of the loopback until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.requests.append(
                {
                    "path": self.path,
                    "headers": dict(self.headers),
                    "body": json.loads(self.rfile.read(length)),
                }
            )
            play = told.plays.pop(0) if len(told.plays) > 1 else told.plays[0]
            stopping.wait(play.seconds)
            if play.reset:
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                return
            body = play.body if isinstance(play.body, bytes) else json.dumps(play.body).encode()
            try:
                self.send_response(play.status)
                for name, value in play.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in play.headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for at in range(len(body)) if play.drip else ():
                    self.wfile.write(body[at : at + 1])
                    time.sleep(play.drip)
                if not play.drip:
                    self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    stopping = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        told = ModelServer(f"http://127.0.0.1:{server.server_port}/v1", list(plays))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield told
        finally:
            stopping.set()
            server.shutdown()
            thread.join()
