"""Time stamps of several shapes, believed by two verifiers; nothing else is."""

import random  # noqa: TID251 - seeded bits
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates
from pydantic import ValidationError

from app.core import clock
from app.core.config import Settings
from app.core.timestamping import NotStamped, TimestampAuthorities, digest_of
from tests.ledger.anchors.authority import SHAPES, Authority, make, serving

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
MESSAGE = bytes(range(32))
FLIPS = 300


@pytest.fixture(scope="module", params=sorted(SHAPES))
def shape(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("tsa") / request.param, request.param)


@pytest.fixture
def authority(shape: Authority) -> Iterator[Authority]:
    fresh = Authority(shape.folder)
    with serving(fresh) as running:
        yield running


def _trusting(authority: Authority, *urls: str) -> TimestampAuthorities:
    roots = load_pem_x509_certificates(authority.root.read_bytes())
    return TimestampAuthorities(urls or [authority.url], roots)


def _openssl_believes(authority: Authority, reply: bytes, message: bytes) -> bool:
    (authority.folder / "seen.tsr").write_bytes(reply)
    (authority.folder / "message").write_bytes(message)
    command = ["openssl", "ts", "-verify", "-in", "seen.tsr", "-data", "message"]
    done = subprocess.run(  # noqa: S603 - our own arguments
        [*command, "-CAfile", "ca.crt"], cwd=authority.folder, capture_output=True, check=False
    )
    return done.returncode == 0


def test_both_verifiers_believe_a_token(authority: Authority) -> None:
    stamp = _trusting(authority).stamp(MESSAGE)
    assert stamp.authority == authority.url
    assert abs(stamp.stamped_at - clock.now()) < timedelta(minutes=5)
    assert _trusting(authority).verified_at(stamp.reply, MESSAGE) == stamp.stamped_at
    assert _openssl_believes(authority, stamp.reply, MESSAGE)
    assert digest_of(MESSAGE) in stamp.reply
    with pytest.raises(NotStamped):
        _trusting(authority).verified_at(stamp.reply, MESSAGE[::-1])
    assert not _openssl_believes(authority, stamp.reply, MESSAGE[::-1])


def test_a_flipped_bit_changes_neither_time_nor_digest(authority: Authority) -> None:
    stamp = _trusting(authority).stamp(MESSAGE)
    chance, accepted = random.Random(3161), 0  # noqa: S311 - seeded bits
    for _ in range(FLIPS):
        bit = chance.randrange(len(stamp.reply) * 8)
        changed = bytearray(stamp.reply)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            found = _trusting(authority).verified_at(bytes(changed), MESSAGE)
        except NotStamped:
            continue
        accepted += 1
        assert found == stamp.stamped_at
    assert accepted < FLIPS // 20


def test_a_foreign_root_is_not_enough(authority: Authority, tmp_path: Path) -> None:
    stamp = _trusting(authority).stamp(MESSAGE)
    other = make(tmp_path / "other")
    with pytest.raises(NotStamped) as refusal:
        _trusting(other).verified_at(stamp.reply, MESSAGE)
    assert refusal.value.code == "not_verified"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("down", "refused"),
        ("garbage", "unreadable"),
        ("huge", "unreadable"),
        ("refuses", "refused"),
    ],
)
def test_an_authority_that_fails_is_named_by_a_code(
    authority: Authority, fault: str, code: str
) -> None:
    authority.fault = fault
    with pytest.raises(NotStamped) as failure:
        _trusting(authority).stamp(MESSAGE)
    assert failure.value.code in {code, "unreadable"}


def test_yesterdays_reply_is_no_answer(authority: Authority) -> None:
    authority.fault = "replay"
    _trusting(authority).stamp(MESSAGE)
    with pytest.raises(NotStamped) as failure:
        _trusting(authority).stamp(MESSAGE)
    assert failure.value.code == "not_verified"


def test_the_next_authority_is_asked_when_one_is_away(authority: Authority) -> None:
    nobody = "http://127.0.0.1:9/"
    stamp = _trusting(authority, nobody, authority.url).stamp(MESSAGE)
    assert stamp.authority == authority.url
    with pytest.raises(NotStamped) as failure:
        _trusting(authority, nobody).stamp(MESSAGE)
    assert failure.value.code == "unreachable"


def test_authorities_need_their_roots(authority: Authority) -> None:
    assert TimestampAuthorities.of(Settings()) is None
    with pytest.raises(ValidationError, match="SHANGAN_TIMESTAMP_ROOTS"):
        Settings(timestamp_urls=(authority.url,))
    given = Settings(timestamp_urls=(authority.url,), timestamp_roots=authority.root)
    found = TimestampAuthorities.of(given)
    assert found is not None
    assert found.urls == (authority.url,)
