"""Writes what feedparser reads of the feeds it was tested by, one feed a line.

    python tests/peers/told_feeds.py feedparser-6.0.14.tar.gz > feeds.jsonl

Run by a Python that has feedparser (BSD). The feeds stay where the peers are installed, and are no part of this
repository.
"""

from __future__ import annotations

import base64
import calendar
import html
import io
import json
import re
import sys
import tarfile

SERVED = re.compile(rb"^Header:\s*Content-type:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


def feeds(archive):
    """Give every feed, with what it is served as and what feedparser makes of it; nothing is said of a broken one."""
    import feedparser

    for member in archive:
        _, _, name = member.name.partition("/tests/")
        if not member.isfile() or not name or name.endswith(".py"):
            continue
        raw = archive.extractfile(member).read()
        served = SERVED.search(raw)
        read = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
        atom = read.get("version", "").startswith("atom")
        yield {
            "name": name,
            "raw": base64.b64encode(raw).decode(),
            "served_as": served[1].decode() if served else "",
            "whole": not read.bozo,
            "entries": [entry(each, atom=atom) for each in read.entries],
        }


def entry(each, *, atom):
    """Give what of an entry can be held beside what we read."""
    content = [written(part, atom=atom) for part in each.get("content", [])]
    title, summary = ((each.get(f"{key}_detail") or {"value": each.get(key)}) for key in ("title", "summary"))
    told = [instant(each, key) for key in ("published", "updated")]
    return {
        "id": each.get("id") or "",
        "link": each.get("link") or "",
        "title": written(title, atom=atom),
        "text": content[0] if content else written(summary, atom=atom),
        "author": (each.get("author") or ""),
        "at": [each for each in told if each is not None],
    }


def written(part, *, atom):
    """Give a text as HTML: Atom says where it is none."""
    value = part.get("value") or ""
    return html.escape(value, quote=False) if atom and part.get("type") == "text/plain" else value


def instant(each, key):
    """Give seconds since 1970, where the entry itself tells them."""
    parsed = dict.get(each, f"{key}_parsed")
    return calendar.timegm(parsed) if parsed else None


if __name__ == "__main__":
    with tarfile.open(sys.argv[1]) as opened:
        for feed in feeds(opened):
            print(json.dumps(feed))
