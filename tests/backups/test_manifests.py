from datetime import UTC, datetime

import orjson
import pytest

from app.backups.manifests import Manifest, PartFile, edge_of, from_json, made_before

MADE = datetime(2026, 11, 25, 8, 30, 1, tzinfo=UTC)
MANIFEST = Manifest("keys", MADE, "1.0", "a1b2", (PartFile("tables/x.jsonl.gz", 3, "ab"),))


def test_it_comes_back_as_it_was() -> None:
    assert from_json(MANIFEST.to_json()) == MANIFEST
    assert MANIFEST.name == "20261125T083001Z-keys"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        MANIFEST.to_json().replace(b'"format": 1', b'"format": 2'),
        MANIFEST.to_json().replace(b'"version"', b'"other"'),
        MANIFEST.to_json().replace(b"2026-11-25", b"yesterday"),
        MANIFEST.to_json().replace(b"tables/x", b"../x"),
        MANIFEST.to_json().replace(b"tables/x", b"/etc/x"),
        orjson.dumps({**orjson.loads(MANIFEST.to_json()), "files": [{"path": "x"}]}),
    ],
)
def test_anything_else_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        from_json(text)


def test_only_older_key_parts_are_named() -> None:
    edge = edge_of(MADE, 30)
    names = [
        "20261026T083000Z-keys",
        "20261026T083001Z-keys",
        "20261026T083000Z-data",
        "20261026T083000Z-keys.partial",
        "20201026T083000Z-keys",
        "keys",
    ]
    assert made_before(names, edge) == ["20201026T083000Z-keys", "20261026T083000Z-keys"]
