"""The lock installs the same files for everybody, from the public index alone."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
HOSTS = {"pypi.org", "files.pythonhosted.org"}


def test_every_address_in_the_lock_is_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    addresses = [part for part in text.split('"') if "://" in part]
    assert len(addresses) > 500
    assert {urlsplit(address).hostname for address in addresses} <= HOSTS
    assert {urlsplit(address).scheme for address in addresses} == {"https"}


def test_no_package_comes_from_a_folder_or_a_repository() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    for package in lock["package"]:
        source = package["source"]
        assert source in ({"registry": "https://pypi.org/simple"}, {"editable": "."}), package
    for kind in ("path =", "file:", "git =", "directory ="):
        assert kind not in (ROOT / "uv.lock").read_text(encoding="utf-8")


def test_the_linters_come_with_their_hashes() -> None:
    text = (ROOT / "gates" / "npm" / "package-lock.json").read_text(encoding="utf-8")
    assert text.count('"integrity": "sha512-') > 100
    assert '"resolved": "file:' not in text
