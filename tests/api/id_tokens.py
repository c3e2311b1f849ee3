"""ID tokens as Firebase signs them, and a stand-in for the server of its public keys."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hmac import digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from threading import Thread
from typing import Any

import firebase_admin
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from firebase_admin import _token_gen, credentials
from google.auth.credentials import AnonymousCredentials

from customer_health.domain.roles import ROLE_CLAIM

PROJECT = "customer-health-test"
ISSUER = "https://securetoken.google.com/"
KEY_ID = "key-1"


@cache
def key(whose: str = "Firebase's") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "securetoken")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key().public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key(), hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER + PROJECT,
        "aud": PROJECT,
        "sub": "u1",
        "iat": now - 60,
        "exp": now + 3600,
        "email": "ann@pivotapp.ca",
        "email_verified": True,
        **changed,
    }


def signed(
    given: Any, by: Any = None, algorithm: str = "RS256", key_id: str | None = KEY_ID
) -> str:
    return jwt.encode(given, by or key(), algorithm, {"kid": key_id} if key_id else None)


def unsigned(given: Any) -> str:
    """Make an unsigned token, as the Auth emulator does."""
    return jwt.encode(given, None, "none")


class Anonymous(credentials.Base):  # type: ignore[misc]
    def get_credential(self) -> AnonymousCredentials:
        return AnonymousCredentials()


class Certificates(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = dumps({KEY_ID: certificate()}).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def app_in_production(name: str = "production") -> Iterator[firebase_admin.App]:
    """Make an app that verifies tokens as in production, with public keys from the stand-in."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Certificates)
    Thread(target=server.serve_forever).start()
    app = firebase_admin.initialize_app(Anonymous(), {"projectId": PROJECT}, name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_token_gen, "ID_TOKEN_CERT_URI", f"http://127.0.0.1:{server.server_port}")
        patched.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
        yield app
    firebase_admin.delete_app(app)
    server.shutdown()
    server.server_close()


@cache
def forged() -> Mapping[str, tuple[str, str]]:
    """Make tokens that must all be refused, by the reason for it."""
    now = int(time.time())
    header, payload, _ = signed(claims()).split(".")
    _, admins, signature = signed(claims(**{ROLE_CLAIM: "admin"})).split(".")
    endless = {name: value for name, value in claims().items() if name != "exp"}
    return {
        "expired": (signed(claims(iat=now - 7200, exp=now - 3600)), "expired"),
        "from the future": (signed(claims(iat=now + 3600, exp=now + 7200)), "too early"),
        "without an end": (signed(endless), "exp"),
        "of another project": (signed(claims(aud="another", iss=f"{ISSUER}another")), '"aud"'),
        "for several audiences": (signed(claims(aud=[PROJECT, "another"])), '"aud"'),
        "by another issuer": (signed(claims(iss=f"https://example.com/{PROJECT}")), '"iss"'),
        "signed by another": (signed(claims(), key("a stranger's")), "signature"),
        "with another's key id": (signed(claims(), key_id="key-2"), "key id"),
        "without a key id": (signed(claims(), key_id=None), '"kid"'),
        "another's claims": (f"{header}.{payload}.{signature}", "signature"),
        "claims that were changed": (f"{header}.{admins}.{signature[::-1]}", "signature"),
        "without its signature": (f"{header}.{payload}.", "signature"),
        "unsigned": (unsigned(claims()), '"kid"'),
        "signed with the public key as a secret": (hmac_signed(), "algorithm"),
        "of nobody": (signed(claims(sub="")), "subject"),
        "of a number": (signed_raw({**claims(), "sub": 7}), "subject"),
        "that is a list": (signed_raw([claims()]), "object"),
    }


def signed_raw(given: Any) -> str:
    """Sign claims that PyJWT itself would refuse to encode."""
    return jwt.api_jws.encode(dumps(given).encode(), key(), "RS256", {"kid": KEY_ID})


def hmac_signed() -> str:
    """Sign with the public certificate as an HMAC secret, which PyJWT itself would refuse."""
    header = encoded(dumps({"alg": "HS256", "typ": "JWT", "kid": KEY_ID}).encode())
    text = f"{header}.{encoded(dumps(claims()).encode())}"
    return f"{text}.{encoded(digest(certificate().encode(), text.encode(), 'sha256'))}"


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
