"""Writes what real Mastodon servers answered, as recorded by the tests of Mastodon.py (MIT), one exchange a line.

    python tests/peers/recorded_mastodon.py mastodon_py-2.3.3.tar.gz > mastodon.jsonl

Run by a Python that reads YAML. The recordings stay where the peers are installed, and are no part of this repository.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
from urllib.parse import urlsplit


def exchanges(archive):
    """Give every exchange that was recorded, each with the set and the test it belongs to."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for member in archive:
        _, _, name = member.name.partition("/tests/cassettes")
        if name.endswith(".yaml") and not name.endswith(".ws.yaml"):
            kept, _, test = name.partition("/")
            for each in yaml.load(archive.extractfile(member), loader).get("interactions", ()):
                yield {"set": kept.lstrip("_") or "now", "cassette": test} | told(each["request"], each["response"])


def told(request, response):
    """Give the part of one exchange that is looked at."""
    body = response["body"].get("string") or ""
    if isinstance(body, bytes):
        packed = body.startswith(b"\x1f\x8b")
        body = (gzip.decompress(body) if packed else body).decode("utf-8", "replace")
    path, status = urlsplit(request["uri"]).path, response["status"]["code"]
    return {"method": request["method"], "path": path, "status": status, "body": body}


if __name__ == "__main__":
    with tarfile.open(sys.argv[1]) as opened:
        for exchange in exchanges(opened):
            print(json.dumps(exchange))
