"""Time stamps of outside authorities (可信时间戳, RFC 3161): asked for, and believed once verified.

The operator lists the authorities' addresses and their root certificates. A reply counts only if
it is granted, carries the request's nonce and digest, and its signature leads to one of the roots.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import httpx2
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from app.core.config import Settings

LARGEST_REPLY = 64 * 1024
TIMEOUT_SECONDS = 10.0
QUERY_TYPE = "application/timestamp-query"


class NotStamped(Exception):
    """Raised when no authority gave a token that can be believed; `code` says what failed last.

    Codes: `unreachable`, `refused`, `unreadable`, `not_verified`.
    """

    def __init__(self, code: str) -> None:
        """Keeps the code."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A verified reply: its bytes, whose it is, and the instant it vouches for."""

    reply: bytes
    authority: str
    stamped_at: datetime


class TimestampAuthorities:
    """The authorities of the settings, asked in their order."""

    def __init__(self, urls: Sequence[str], roots: Sequence[Certificate]) -> None:
        """Keeps addresses and trust."""
        self.urls = tuple(urls)
        self._roots = tuple(roots)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The authorities of the settings; None if there are none."""
        if not settings.timestamp_urls or settings.timestamp_roots is None:
            return None
        roots = load_pem_x509_certificates(settings.timestamp_roots.read_bytes())
        return cls(settings.timestamp_urls, roots)

    def stamp(self, message: bytes) -> Stamp:
        """A verified time stamp over SHA-256 of the message.

        Raises:
            NotStamped: if none of the authorities gave one.
        """
        failure = NotStamped("unreachable")
        for url in self.urls:
            try:
                return self._asked(url, message)
            except NotStamped as error:
                failure = error
        raise failure

    def verified_at(self, reply: bytes, message: bytes, *, nonce: int | None = None) -> datetime:
        """The instant that a stored reply vouches for.

        Raises:
            NotStamped: if it is not a granted, well-signed reply over this message.
        """
        verifier = VerifierBuilder(roots=list(self._roots), nonce=nonce).build()
        try:
            response = decode_timestamp_response(reply)
            if response.status != 0:
                raise NotStamped("refused")
            verifier.verify_message(response, message)
        except VerificationError:
            raise NotStamped("not_verified") from None
        except ValueError:
            raise NotStamped("unreadable") from None
        return response.tst_info.gen_time

    def _asked(self, url: str, message: bytes) -> Stamp:
        builder = TimestampRequestBuilder(message, HashAlgorithm.SHA256)
        request = builder.build()
        reply = _posted(url, request.as_bytes())
        return Stamp(reply, url, self.verified_at(reply, message, nonce=request.nonce))


def digest_of(message: bytes) -> bytes:
    """What a token is over: SHA-256 of the message."""
    return hashlib.sha256(message).digest()


def _posted(url: str, query: bytes) -> bytes:
    try:
        with (
            httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client,
            client.stream(
                "POST", url, content=query, headers={"Content-Type": QUERY_TYPE}
            ) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise NotStamped("refused")
            reply = b""
            for piece in answer.iter_bytes():
                reply += piece
                if len(reply) > LARGEST_REPLY:
                    raise NotStamped("unreadable")
            return reply
    except httpx2.HTTPError:
        raise NotStamped("unreachable") from None
