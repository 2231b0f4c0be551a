"""Asking elsewhere: only what is public, only as named, only so much and so long."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amends.connectors.addresses import NotAsked, is_public
from amends.worker import outward
from amends.worker.outward import Outward

INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::",
    "2001:db8::1",
)  # fmt: skip
"""Written out from the registries of RFC 6890, with an inside address wrapped in every way."""


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_a_network_is_not_asked(address, monkeypatch):
    assert not is_public(ipaddress.ip_address(address))
    monkeypatch.setattr(outward.socket, "create_connection", lambda *_: pytest.fail("A socket was opened."))
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(socket.AF_INET, 1, 6, "", ("9.9.9.9", 443)), (kind, 1, 6, "", (address, 443))]
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotAsked, match="inside a network"):
        Outward().post("https://peer.example/x", "")


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"])
def test_what_is_public_is(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://peer.example/x", "http://127.0.0.1.peer.example/", "http://10.0.0.1/", "ftp://peer.example/",
        "file:///etc/passwd", "https://user@peer.example/", "https://peer.example/?q", "https://", "x",
        "https://peer.example:99999/", "https://[::1/", "http://127.1/", "http://2130706433/",
    ],
)  # fmt: skip
def test_another_form_of_address_is_refused_before_anything_is_looked_up(address, monkeypatch):
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *_, **__: pytest.fail("A name was looked up."))
    monkeypatch.setattr(outward.socket, "create_connection", lambda *_: pytest.fail("A socket was opened."))
    with pytest.raises(NotAsked):
        Outward().post(address, "")


@contextmanager
def serving(handler, context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.asked = []
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.server.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def answer(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"good day\n")


def test_a_text_goes_there_and_one_comes_back():
    with serving(Quiet) as server:
        assert Outward().post(f"http://127.0.0.1:{server.server_port}/x", "hello") == (200, "good day\n")
        assert Outward().post(f"http://localhost:{server.server_port}/x", "hello") == (200, "good day\n")


def test_no_redirect_is_followed():
    class Elsewhere(Quiet):
        def answer(self):
            self.send_response(307)
            self.send_header("Location", "/secret")
            self.end_headers()

    with serving(Elsewhere) as server:
        assert Outward().post(f"http://127.0.0.1:{server.server_port}/x", "")[0] == 307
        assert server.asked == ["/x"]


@pytest.mark.parametrize(("sent", "says"), [(b"x" * 100_001, "more than 100,000 bytes"), (b"\xff\xfe", "no text")])
def test_what_is_too_much_or_no_text_is_refused(sent, says):
    class Much(Quiet):
        def answer(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(sent)

    with serving(Much) as server, pytest.raises(OSError, match=says):
        Outward().post(f"http://127.0.0.1:{server.server_port}/x", "")


class Trickling(Quiet):
    def answer(self):
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"a")
                time.sleep(0.02)


class TricklingBody(Trickling):
    def answer(self):
        self.send_response(200)
        self.end_headers()
        super().answer()


@pytest.mark.parametrize("kind", [Trickling, TricklingBody])
def test_an_answer_that_trickles_in_has_an_end(monkeypatch, kind):
    monkeypatch.setattr(outward, "PATIENCE", 0.3)
    began = time.monotonic()
    with serving(kind) as server, pytest.raises(OSError, match="did not answer within"):
        Outward().post(f"http://127.0.0.1:{server.server_port}/x", "")
    assert time.monotonic() - began < 5


def test_a_house_that_closes_lets_go_at_once():
    asking = Outward()
    with serving(Trickling) as server:
        threading.Timer(0.2, asking.stop).start()
        began = time.monotonic()
        with pytest.raises(NotAsked, match="closing"):
            asking.post(f"http://127.0.0.1:{server.server_port}/x", "")
        assert time.monotonic() - began < 5
        with pytest.raises(NotAsked, match="closing"):
            asking.post(f"http://127.0.0.1:{server.server_port}/x", "")


@pytest.fixture
def certified(tmp_path):
    """A server's context and a client's, with a certificate for peer.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("peer.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


def test_the_connection_goes_where_the_name_led_and_the_certificate_is_for_the_name(certified, monkeypatch):
    certificate, client = certified
    looked_up = []

    def once(host, port, **_):
        looked_up.append(host)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        outward.socket, "getaddrinfo", lambda *a, **k: real(*a, **k) if a[0][0] == "1" else once(*a, **k)
    )
    asking = Outward(context=client, public=lambda _address: True)
    with serving(Quiet, certificate) as server:
        assert asking.post(f"https://peer.example:{server.server_port}/x", "hello") == (200, "good day\n")
        assert looked_up == ["peer.example"]
        with pytest.raises(OSError, match="Hostname mismatch"):
            asking.post(f"https://other.example:{server.server_port}/x", "hello")
        with pytest.raises(OSError, match="self-signed"):
            Outward(public=lambda _address: True).post(f"https://peer.example:{server.server_port}/x", "hello")
