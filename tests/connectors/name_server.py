"""A name server of a few lines, which knows texts and nothing else: what is asked of it comes as real datagrams."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading


class NameServer:
    """Answers for ``texts`` (name to texts); ``mangle`` may spoil an answer on its way out."""

    def __init__(self, port):
        self.place = ("127.0.0.1", port)
        self.texts = {}
        self.mangle = lambda answer: [answer]
        self.asked = []

    def answer(self, question):
        at, labels = 12, []
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += length + 1
        name = ".".join(labels)
        self.asked.append(name)
        found = self.texts.get(name, [])
        head = question[:2] + struct.pack("!HHHHH", 0x8180 if found else 0x8183, 1, len(found), 0, 0)
        records = b""
        for text in found:
            raw = text.encode()
            data = b"".join(bytes([len(raw[i : i + 255])]) + raw[i : i + 255] for i in range(0, len(raw), 255))
            records += b"\xc0\x0c" + struct.pack("!HHIH", 16, 1, 60, len(data)) + data
        return head + question[12 : at + 5] + records


@contextlib.contextmanager
def name_server():
    """Start one on a free port, over UDP, and over TCP on the same."""

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self):
            data, line = self.request
            for answer in known.mangle(known.answer(data)):
                line.sendto(answer, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self):
            (length,) = struct.unpack("!H", self.rfile.read(2))
            answer = known.answer(self.rfile.read(length))
            self.wfile.write(struct.pack("!H", len(answer)) + answer)

    with _both(Datagram, Stream) as (udp, tcp):
        known = NameServer(udp.server_address[1])
        threads = [threading.Thread(target=each.serve_forever, args=(0.05,), daemon=True) for each in (udp, tcp)]
        for each in threads:
            each.start()
        try:
            yield known
        finally:
            for each in (udp, tcp):
                each.shutdown()
            for each in threads:
                each.join()


@contextlib.contextmanager
def _both(datagram, stream):
    """Bind one port for both: a free one for the one may be taken for the other, then it is tried anew."""
    for _ in range(20):
        with socketserver.TCPServer(("127.0.0.1", 0), stream) as tcp:
            try:
                udp = socketserver.UDPServer(tcp.server_address, datagram)
            except OSError:
                continue
            with udp:
                yield udp, tcp
                return
    raise OSError("No port is free for both.")
