"""A time-stamp authority of the test's own: OpenSSL behind HTTP on a loopback port."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from typing_extensions import override

CONFIGURATION = """
[tsa]
default_tsa = shape
[shape]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.crt
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_chain = no
{extra}
"""
SHAPES = {
    "rsa": ("rsa:2048", ""),
    "elliptic": ("ec -pkeyopt ec_paramgen_curve:P-256", "ess_cert_id_alg = sha256"),
    "named": ("rsa:2048", "tsa_name = yes\nordering = yes\naccuracy = secs:1, millisecs:500"),
}
"""Kinds of tokens: key of the signer, and what else is in them."""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 - our own arguments


@dataclass(slots=True)
class Authority:
    """Its folder, how it answers, and the queries it was sent."""

    folder: Path
    url: str = ""
    fault: str = ""
    queries: list[bytes] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.folder / "ca.crt"

    def answer(self, query: bytes) -> tuple[int, bytes]:
        self.queries.append(query)
        match self.fault:
            case "down":
                return 503, b""
            case "garbage":
                return 200, b"<html>"
            case "huge":
                return 200, b"0" * 200_000
            case "replay" if len(self.queries) > 1:
                query = self.queries[0]
            case "refuses":
                query = b"\x30\x03\x02\x01\x01"
        (self.folder / "query.tsq").write_bytes(query)
        arguments = ("-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq")
        openssl(self.folder, "ts", *arguments, "-out", "reply.tsr")
        return 200, (self.folder / "reply.tsr").read_bytes()


def make(folder: Path, shape: str = "rsa") -> Authority:
    """Keys and certificates of an authority, made by OpenSSL."""
    folder.mkdir(parents=True)
    key, extra = SHAPES[shape]
    ca = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Test root")
    openssl(folder, "req", *ca, "-keyout", "ca.key", "-out", "ca.crt")
    request = ("-newkey", *key.split(" "), "-nodes", "-subj", "/CN=Test TSA")
    openssl(folder, "req", *request, "-keyout", "tsa.key", "-out", "tsa.csr")
    usage = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
    (folder / "usage.cnf").write_text(usage + "basicConstraints=critical,CA:FALSE\n")
    signed = ("-in", "tsa.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial")
    days = ("-days", "3650", "-extfile", "usage.cnf")
    openssl(folder, "x509", "-req", *signed, *days, "-out", "tsa.crt")
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder, extra=extra))
    return Authority(folder)


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Answers on a loopback port while the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, reply = authority.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
