"""A Jetstream of a few lines: what a firehose tells, in Jetstream's form, to whoever connects.

    python tests/peers/bridge.py ws://localhost:2583/xrpc/com.atproto.sync.subscribeRepos

It prints its port. The real server of this kind cannot be had here; that this one speaks as it does is checked by two
clients which are not ours (`jetstream_reader.mjs`). It keeps what it has told and tells it again from a cursor on.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from urllib.parse import parse_qs, urlsplit

import libipld
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve


class Bridge:
    def __init__(self):
        self.told = []
        self.more = asyncio.Condition()

    async def listen(self, firehose):
        async with connect(firehose, max_size=2**24) as line:
            async for frame in line:
                head, body = libipld.decode_dag_cbor_multi(frame)
                events = list(events_of(head.get("t"), body))
                async with self.more:
                    self.told += events
                    self.more.notify_all()

    async def tell(self, line):
        asked = parse_qs(urlsplit(line.request.path).query)
        wanted, since = asked.get("wantedCollections"), int(asked.get("cursor", ["0"])[0])
        place = 0 if since else len(self.told)
        while True:
            async with self.more:
                await self.more.wait_for(lambda at=place: len(self.told) > at)
                fresh, place = self.told[place:], len(self.told)
            for event in fresh:
                collection = event.get("commit", {}).get("collection")
                if event["time_us"] >= since and (not wanted or collection is None or collection in wanted):
                    await line.send(json.dumps(event, separators=(",", ":")))


def events_of(kind, body):
    now = time.time_ns() // 1000
    if kind == "#commit":
        records = libipld.decode_car(body["blocks"])[1]
        for each in body["ops"]:
            collection, _, rkey = each["path"].partition("/")
            commit = {"rev": body["rev"], "operation": each["action"], "collection": collection, "rkey": rkey}
            if each["cid"] is not None:
                commit |= {"record": plain(records[each["cid"]]), "cid": name_of(each["cid"])}
            yield {"did": body["repo"], "time_us": now, "kind": "commit", "commit": commit}
    elif kind in ("#identity", "#account"):
        name = kind[1:]
        yield {"did": body["did"], "time_us": now, "kind": name, name: plain(body)}


def plain(value):
    """Write links and bytes in the way of the network's JSON."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        known = value[:4] in (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20")
        return {"$link": name_of(value)} if known else {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value


def name_of(cid):
    return libipld.encode_cid(cid) if not isinstance(cid, str) else cid


async def main(firehose):
    bridge = Bridge()
    async with serve(bridge.tell, "127.0.0.1", 0) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await bridge.listen(firehose)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
