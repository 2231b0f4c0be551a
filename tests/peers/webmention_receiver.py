"""A receiver of webmentions in a process of its own, written from the W3C's recommendation and from nothing of ours.

It stands in where the site of another author is not installed, to which `test_webmention.py` tells the same. It takes a
mention (section 3.2.1), looks at its source in its own time (3.2.2), and looks again when it is told again (3.2.4). It
prints its port, and `/mentions` tells what it knows.
"""

from __future__ import annotations

import html.parser
import json
import queue
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {
    "/header": ({"Link": '</hook>; rel="webmention"'}, "A page."),
    "/tag": ({}, '<link rel="webmention" href="/hook">'),
    "/deaf": ({}, "A page that wants to know nothing."),
}
mentions: dict[str, dict[str, object]] = {}
waiting: queue.Queue[tuple[str, str]] = queue.Queue()


class Links(html.parser.HTMLParser):
    """Gathers what a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


class Receiving(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/mentions":
            return self._say(200, json.dumps(mentions), {"Content-Type": "application/json"})
        headers, body = PAGES.get(self.path, ({}, ""))
        return self._say(200 if self.path in PAGES else 404, body, {"Content-Type": "text/html"} | headers)

    def do_POST(self) -> None:
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        source, target = form.get("source", [""])[0], form.get("target", [""])[0]
        of_the_web = all(each.startswith(("http://", "https://")) for each in (source, target))
        ours = urllib.parse.urlsplit(target).netloc == self.headers["Host"]
        page = urllib.parse.urlsplit(target).path in PAGES
        if self.headers["Content-Type"] != "application/x-www-form-urlencoded" or not of_the_web or source == target:
            return self._say(400, "That is no mention.", {})
        if self.path != "/hook" or not ours or not page:
            return self._say(400, "Nothing of that address is received here.", {})
        waiting.put((source, target))
        return self._say(202, "", {})

    def _say(self, status: int, body: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body.encode()))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_told: object) -> None:
        pass


def look() -> None:
    """Look at what waits, one after the other."""
    while True:
        source, target = waiting.get()
        key, links = f"{source} {target}", Links()
        try:
            with urllib.request.urlopen(source, timeout=10) as answer:
                links.feed(answer.read(1_000_000).decode())
        except urllib.error.HTTPError as error:
            links.found = [] if error.code in (404, 410) else [target]
        times = int(str(mentions.get(key, {}).get("times", 0))) + 1
        mentions[key] = {"source": source, "target": target, "links": target in links.found, "times": times}


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
    print(server.server_port, flush=True)
    threading.Thread(target=look, daemon=True).start()
    server.serve_forever()
