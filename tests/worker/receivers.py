"""Who takes messages, for real: a post office (aiosmtpd) and a web server on this machine."""

from __future__ import annotations

import contextlib
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import SimpleNamespace

from aiosmtpd.controller import Controller


class Letters:
    """A handler of aiosmtpd that keeps what it is given, or refuses it."""

    def __init__(self, *, refuses=False):
        self.letters, self.refuses = [], refuses

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return "451 Come back later"
        self.letters.append(envelope.content.decode())
        return "250 taken"


@contextlib.contextmanager
def post_office(handler):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextlib.contextmanager
def web_server(*statuses, port=0):
    """Answer POSTs, each with one of these statuses and the last for ever (None: never); keeps what came."""
    came, closing = [], Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(SimpleNamespace(path=self.path, headers=dict(self.headers), body=body))
            status = statuses[min(len(came), len(statuses)) - 1]
            if status is None:
                closing.wait(90)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
