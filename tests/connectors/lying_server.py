"""A server of Bluesky's network that can lie, for what the real one never does: directory, data and sign-in in one."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

ADA = "did:plc:" + "a" * 24
MEANT = {
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
    "scopes_supported": ["atproto"],
    "dpop_signing_alg_values_supported": ["ES256"],
    "authorization_response_iss_parameter_supported": True,
    "require_pushed_authorization_requests": True,
    "client_id_metadata_document_supported": True,
}


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def holder_of(proof, method, address, nonce):
    """Check a DPoP proof as RFC 9449, section 4.3, has it; returns whose key it is."""
    head, claims, signature = proof.split(".")
    told, said = json.loads(unpacked(head)), json.loads(unpacked(claims))
    assert (told["typ"], told["alg"], said["htm"], said["htu"]) == ("dpop+jwt", "ES256", method, address)
    assert said.get("nonce") == nonce
    x, y = (int.from_bytes(unpacked(told["jwk"][name])) for name in "xy")
    raw = unpacked(signature)
    assert len(raw) == 64
    made = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(made, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return x, y, said["jti"]


class Lying:
    """What the server says of itself and of Ada; a test changes it. ``codes`` are those that it gave out."""

    def __init__(self, base):
        self.base, self.place = base, urlsplit(base).netloc
        self.document = {
            "id": ADA,
            "alsoKnownAs": ["at://ada.test"],
            "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": base}],
        }
        self.resource = {"resource": base, "authorization_servers": [base]}
        self.meant = MEANT | {
            "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
            "pushed_authorization_request_endpoint": f"{base}/par", "revocation_endpoint": f"{base}/revoke",
        }  # fmt: skip
        self.token = {
            "access_token": "a-1",
            "refresh_token": "r-1",
            "token_type": "DPoP",
            "scope": "atproto",
            "sub": ADA,
        }
        self.status, self.nonce = {}, "n-1"
        self.pushed, self.revoked, self.seen, self.asked = {}, [], set(), []

    def get(self, path):
        told = {
            f"/{ADA}": self.document,
            "/.well-known/oauth-protected-resource": self.resource,
            "/.well-known/oauth-authorization-server": self.meant,
        }
        return (200, told[path]) if path in told else (404, {"error": "NotFound"})

    def post(self, path, form, proof):
        key = json.loads(unpacked(proof.split(".")[1])).get("nonce")
        if key != self.nonce:
            return 400, {"error": "use_dpop_nonce"}
        holder = holder_of(proof, "POST", self.base + path, self.nonce)
        assert holder[2] not in self.seen, "a proof was used twice"
        self.seen.add(holder[2])
        if path in self.status:
            return self.status[path], {"error": "server_error"}
        if path == "/par":
            assert form["scope"] == "atproto"
            self.pushed["urn:1"] = form | {"holder": holder[:2]}
            return 201, {"request_uri": "urn:1", "expires_in": 299}
        if path == "/revoke":
            self.revoked.append(form["token"])
            return 200, {}
        asked = self.pushed["urn:1"]
        shown = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        same = all(form[name] == asked[name] for name in ("client_id", "redirect_uri"))
        if form["code"] != "right" or not same or shown != asked["code_challenge"] or holder[:2] != asked["holder"]:
            return 400, {"error": "invalid_grant"}
        return 200, self.token


@contextlib.contextmanager
def lying_server():
    class Handler(BaseHTTPRequestHandler):
        def answer(self, status, told):
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("DPoP-Nonce", known.nonce)
            if status in (301, 302):
                self.send_header("Location", told["to"])
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            known.asked.append(self.path)
            self.answer(*known.get(self.path))

        def do_POST(self):
            known.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
            self.answer(*known.post(self.path, {name: each[0] for name, each in form.items()}, self.headers["DPoP"]))

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = Lying(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()
