#!/usr/bin/env python3
"""Checks an archive of 上岸 Shang'an with nothing but Python 3.9 or newer.

    python3 verify.py [folder or ZIP] [--key VKEY]...

1. Every file has the SHA-256 and size that manifest.json names, and there is no other file.
2. Every ledger entry has its hash, follows the one before, and commits to what it says.
3. The Merkle roots (RFC 6962) are those in the checkpoints, which an Ed25519 key has signed.
4. The last entry, export_made or bundle_made, carries the manifest's hash.
5. Every piece of evidence in the ledger is here, with the hash recorded on the day it came in.
6. Every time stamp is over a checkpoint of this ledger. Its signature is checked by OpenSSL:
   write `root_hash` as bytes to root.bin and the base64 `token` to token.tsr, then
   openssl ts -verify -data root.bin -in token.tsr -CAfile <the authority's root>.
An excerpt shows only chosen entries; each is proven under the checkpoint, the others are hashes.

Exit code 0: intact; 1: not intact, each fault on a line and the first bad entry named; 2: cannot be
read. The keys in the manifest come from the archive itself: to be sure who signed, compare them
with the ones you kept (GET /v1/ledger/keys) or name yours with --key.

用 Python 3.9 以上版本核验导出包或证据包（节录），无需安装其他软件：文件、账本、签名、清单、
证据原件和时间戳是否与记录当日一致。退出码 0：完好；1：有改动，逐行说明，并指出首个有问题的
条目；2：无法读取。清单里的公钥来自导出包本身：请与您自己保存的公钥核对，或用 --key 指定。
"""

import base64
import hashlib
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from app.data.archive.signatures import is_signed

UNLISTED = {"manifest.json", "seal.json"}
VOLUME = re.compile(r"(volumes/)?volume-\d+\.zip")
Read = Callable[[str], bytes]
Fields = dict[str, Any]
Held = tuple[str, Callable[[], bytes]]
"""A file's name and how to read it."""


class Fault(NamedTuple):
    """What is wrong, in English and Chinese, and the ledger entry it is about (0: none)."""

    text: str
    entry: int = 0


TEXTS = {
    "foreign": "the checkpoint is of another case / 检查点属于另一个案件",
    "count": "{held} ledger entries, but the checkpoint says {said}"
    " / 有 {held} 条账本记录，检查点却写着 {said} 条",
    "root": "the ledger entries are not those of the checkpoint / 账本记录与检查点不符",
    "unsigned": "no known key has signed the checkpoint / 检查点没有任何已知密钥的签名",
    "signature": "the signature of the checkpoint is wrong / 检查点的签名不成立",
    "missing": "missing / 缺失",
    "altered": "altered / 被改动",
    "unlisted": "not in the manifest / 不在清单之内",
    "hash": "entry {entry} does not fit its hash / 第 {entry} 条与其哈希不符",
    "link": "entry {entry} does not continue the one before / 第 {entry} 条没有接上前一条",
    "shown": "entry {entry} shows something else than was hashed"
    " / 第 {entry} 条显示的内容与计入哈希的不同",
    "said": "entry {entry} does not say what was recorded / 第 {entry} 条所记内容与当时不同",
    "proof": "entry {entry} is not proven under the checkpoint / 第 {entry} 条的存在证明不成立",
    "evidence": "not the file of ledger entry {entry} / 不是账本第 {entry} 条所记的文件",
    "manifest": "not the manifest that the ledger recorded / 不是账本所记录的清单",
    "stamp": "the time stamp over {size} entries is not over this ledger"
    " / 覆盖前 {size} 条的时间戳不是针对本账本的",
}
EXCERPT = """this is an excerpt: {shown} of {size} ledger entries, the others as hashes only
这是节录：账本共 {size} 条，本包列出 {shown} 条，其余只有哈希
"""
ABSENT = """volume {volume} is not here: its {count} files were not checked
第 {volume} 卷不在这里：其中 {count} 个文件没有核验
"""


def fault(where: str, code: str, entry: int = 0, **values: object) -> Fault:
    """A fault in both languages."""
    return Fault(f"{where}: {TEXTS[code].format(entry=entry, **values)}", entry)


def sha256(content: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(content).digest()


# Merkle trees: RFC 6962, section 2.1


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of an entry's bytes."""
    return sha256(b"\x00" + leaf)


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, by a stack of complete subtrees."""
    if not hashes:
        return sha256(b"")
    stack: list[tuple[int, bytes]] = []
    for each in hashes:
        size, node = 1, each
        while stack and stack[-1][0] == size:
            node = sha256(b"\x01" + stack.pop()[1] + node)
            size *= 2
        stack.append((size, node))
    node = stack.pop()[1]
    while stack:
        node = sha256(b"\x01" + stack.pop()[1] + node)
    return node


# Checkpoints: the C2SP forms tlog-checkpoint and signed-note (c2sp.org)


def public_keys(vkeys: Sequence[str]) -> dict[tuple[str, bytes], bytes]:
    """Public keys by name and key id, from `name+id+base64`."""
    keys = {}
    for vkey in vkeys:
        name, _, rest = vkey.partition("+")
        raw = base64.b64decode(rest.partition("+")[2], validate=True)
        keys[name, sha256(name.encode() + b"\n" + raw)[:4]] = raw[1:]
    return keys


def checkpoint_faults(
    where: str,
    note: str,
    case_id: str,
    hashes: Sequence[bytes],
    keys: dict[tuple[str, bytes], bytes],
) -> Iterator[Fault]:
    """What is wrong with a signed tree head over these leaf hashes."""
    text, _, tail = note.rpartition("\n\n")
    origin, size, encoded = text.split("\n")
    if not origin.endswith("/" + case_id):
        yield fault(where, "foreign")
    if int(size) != len(hashes):
        yield fault(where, "count", held=len(hashes), said=size)
    elif base64.b64decode(encoded, validate=True) != root(hashes):
        yield fault(where, "root")
    verdicts = []
    for line in tail.splitlines():
        _dash, name, signature = line.split(" ")
        raw = base64.b64decode(signature, validate=True)
        public = keys.get((name, raw[:4]))
        if public is not None:
            verdicts.append(is_signed(public, text.encode() + b"\n", raw[4:]))
    if not verdicts:
        yield fault(where, "unsigned")
    elif not all(verdicts):
        yield fault(where, "signature")


# The parts of the archive


def absent_volumes(names: Sequence[str], listed: Sequence[Fields]) -> dict[int, int]:
    """Volumes of which no file is here, with the number of their files."""
    sizes: dict[int, int] = {}
    for file in listed:
        if "volume" in file:
            sizes[file["volume"]] = sizes.get(file["volume"], 0) + 1
    here = {file.get("volume") for file in listed if file["path"] in names}
    return {volume: count for volume, count in sorted(sizes.items()) if volume not in here}


def file_faults(names: Sequence[str], read: Read, listed: Sequence[Fields]) -> Iterator[Fault]:
    """Files that are missing, altered or not in the manifest; those of absent volumes aside."""
    expected, absent = {file["path"] for file in listed}, absent_volumes(names, listed)
    for file in listed:
        path = file["path"]
        if path not in names:
            if file.get("volume") not in absent:
                yield fault(path, "missing")
            continue
        content = read(path)
        if sha256(content).hex() != file["sha256"] or len(content) != file["size"]:
            yield fault(path, "altered")
    for name in sorted(set(names) - expected - UNLISTED):
        yield fault(name, "unlisted")


def entry_faults(where: str, entry: Fields, sequence: int, previous: str) -> Iterator[Fault]:
    """What is wrong with one ledger entry, given its place and the hash before it."""
    leaf = base64.b64decode(entry["leaf_input"], validate=True)
    said = json.loads(leaf)
    if leaf_hash(leaf).hex() != entry["entry_hash"]:
        yield fault(where, "hash", sequence)
    if said["sequence"] != sequence or said["previous_hash"] != previous:
        yield fault(where, "link", sequence)
    if any(said[name] != entry[name] for name in ("sequence", "kind", "previous_hash")):
        yield fault(where, "shown", sequence)
    opening = base64.b64decode(entry.get("salt", "")) + base64.b64decode(entry.get("payload", ""))
    if "salt" in entry and sha256(opening).hex() != said["commitment"]:
        yield fault(where, "said", sequence)


def ledger_faults(
    ledger: Sequence[Fields], seal: Sequence[Fields], leaves: Sequence[str]
) -> Iterator[Fault]:
    """What is wrong with the chain of entries; `leaves` are the hashes of all, shown or not."""
    places = [("ledger.json", entry) for entry in ledger] + [("seal.json", entry) for entry in seal]
    for where, entry in places:
        sequence = entry["sequence"]
        if sequence > len(leaves):
            yield fault(where, "link", sequence)
            continue
        previous = leaves[sequence - 2] if sequence > 1 else "0" * 64
        yield from entry_faults(where, entry, sequence, previous)
        if entry["entry_hash"] != leaves[sequence - 1]:
            yield fault(where, "link", sequence)


def receipt_faults(
    ledger: Sequence[Fields], receipts: Sequence[Fields], note: str
) -> Iterator[Fault]:
    """Entries of an excerpt that their receipts do not prove under the manifest's checkpoint."""
    size, top = note.split("\n")[1:3]
    given = {receipt["sequence"]: receipt for receipt in receipts}
    for entry in ledger:
        sequence, leaf = entry["sequence"], bytes.fromhex(entry["entry_hash"])
        receipt = given.get(sequence, {"checkpoint": "", "inclusion_proof": []})
        path = [base64.b64decode(each) for each in receipt["inclusion_proof"]]
        proven = root_from(leaf, sequence - 1, int(size), path) == base64.b64decode(top)
        if not proven or receipt["checkpoint"] != note:
            yield fault("receipts.json", "proof", sequence)


def evidence_faults(ledger: Sequence[Fields], listed: Sequence[Fields]) -> Iterator[Fault]:
    """Evidence whose file is not the one recorded on the day it came in."""
    hashes = {
        file["path"].split("/")[1]: file["sha256"]
        for file in listed
        if file["path"].startswith("evidence/")
    }
    known = set()
    for entry in ledger:
        if entry["kind"] == "evidence_received" and "payload" in entry:
            payload = json.loads(base64.b64decode(entry["payload"]))
            known.add(payload["id"])
            if hashes.get(payload["id"]) != payload["sha256"]:
                yield fault(f"evidence/{payload['id']}", "evidence", entry["sequence"])
    for stray in sorted(set(hashes) - known):
        yield fault(f"evidence/{stray}", "unlisted")


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a path of siblings leads to (RFC 9162, section 2.1.3.2)."""
    node, last = index, size - 1
    for sibling in path:
        if node % 2 or node == last:
            leaf = sha256(b"\x01" + sibling + leaf)
            while node and not node % 2:
                node, last = node >> 1, last >> 1
        else:
            leaf = sha256(b"\x01" + leaf + sibling)
        node, last = node >> 1, last >> 1
    return leaf


def anchor_faults(
    where: str,
    anchors: Sequence[Fields],
    case_id: str,
    hashes: Sequence[bytes],
    keys: dict[tuple[str, bytes], bytes],
) -> Iterator[Fault]:
    """Time stamps that are not over a checkpoint of this ledger."""
    for anchor in anchors:
        size, note = anchor["size"], anchor["checkpoint"]
        yield from checkpoint_faults(where, note, case_id, hashes[:size], keys)
        path = [base64.b64decode(each) for each in anchor["inclusion_proof"]]
        top = root_from(leaf_hash(note.encode()), anchor["leaf_index"], anchor["leaves"], path)
        token = base64.b64decode(anchor["token"] or "")
        if top.hex() != anchor["root_hash"] or (token and sha256(top) not in token):
            yield fault(where, "stamp", size=size)


def all_faults(names: Sequence[str], read: Read, pinned: Sequence[str]) -> Iterator[Fault]:
    """Everything that is wrong with an archive."""
    written = read("manifest.json")
    manifest: Fields = json.loads(written)
    yield from file_faults(names, read, manifest["files"])
    book = json.loads(read("ledger.json"))
    ledger, seal = book["entries"], json.loads(read("seal.json"))
    first = book.get("leaves") or [entry["entry_hash"] for entry in ledger]
    leaves = [*first, *(entry["entry_hash"] for entry in seal["entries"])]
    yield from ledger_faults(ledger, seal["entries"], leaves)
    keys = public_keys(pinned or [key["vkey"] for key in manifest["keys"]])
    hashes = [bytes.fromhex(leaf) for leaf in leaves]
    case_id, kind = manifest["case_id"], manifest["format"].split("-")[1]
    before = hashes[: len(first)]
    if kind == "bundle":
        receipts = json.loads(read("receipts.json"))["receipts"]
        yield from receipt_faults(ledger, receipts, manifest["checkpoint"])
    yield from checkpoint_faults("manifest.json", manifest["checkpoint"], case_id, before, keys)
    yield from checkpoint_faults("seal.json", seal["checkpoint"], case_id, hashes, keys)
    stamped = json.loads(read("anchors.json"))["anchors"]
    yield from anchor_faults("anchors.json", stamped, case_id, hashes, keys)
    own = [seal["anchor"]] if "anchor" in seal else []
    yield from anchor_faults("seal.json", own, case_id, hashes, keys)
    last = seal["entries"][-1]
    sealed = json.loads(base64.b64decode(last["payload"])).get("manifest_sha256")
    if last["kind"] != f"{kind}_made" or sealed != sha256(written).hex():
        yield fault("manifest.json", "manifest")
    yield from evidence_faults(ledger, manifest["files"])


def unpacked(archive: zipfile.ZipFile) -> list[Held]:
    """The files in a ZIP."""
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    return [(entry.filename, partial(archive.read, entry)) for entry in files]


def opened(place: Path) -> tuple[list[str], Read]:
    """The names in a folder or ZIP, volumes inside it included, and how to read one.

    Where two files have the same name and say different things, the second counts as a further
    file: nobody can hide a change behind the file as it was.
    """
    if place.is_dir():
        paths = [path for path in sorted(place.rglob("*")) if path.is_file()]
        found: list[Held] = [
            (path.relative_to(place).as_posix(), path.read_bytes) for path in paths
        ]
    else:
        found = unpacked(zipfile.ZipFile(place))
    for name, read in list(found):
        if VOLUME.fullmatch(name):
            found += unpacked(zipfile.ZipFile(io.BytesIO(read())))
    readers: dict[str, Callable[[], bytes]] = {}
    for name, read in found:
        first = readers.setdefault(name, read)
        if first is not read and first() != read():
            readers[f"{name} (2)"] = read
    names = [name for name in readers if not VOLUME.fullmatch(name)]
    return names, lambda name: readers[name]()


def remarks(read: Read, names: Sequence[str]) -> Iterator[str]:
    """What the verdict does not cover: that it is an excerpt, and volumes that are not here."""
    book, listed = json.loads(read("ledger.json")), json.loads(read("manifest.json"))["files"]
    if book.get("excerpt"):
        yield EXCERPT.format(shown=len(book["entries"]), size=len(book["leaves"]))
    for volume, count in absent_volumes(names, listed).items():
        yield ABSENT.format(volume=volume, count=count)


def main(arguments: Sequence[str]) -> int:
    """Checks the archive named, or the one this file lies in; gives the exit code."""
    given = list(arguments)
    pinned = []
    while "--key" in given[:-1]:
        position = given.index("--key")
        pinned.append(given[position + 1])
        del given[position : position + 2]
    place = Path(given[0]) if given else Path(__file__).resolve().parent
    try:
        names, read = opened(place)
        faults, said = list(all_faults(names, read, pinned)), list(remarks(read, names))
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        sys.stdout.write(f"cannot be read / 无法读取: {error}\n")
        return 2
    except (ValueError, KeyError, IndexError, TypeError) as error:
        said, faults = [], [Fault(f"malformed / 格式损坏: {type(error).__name__}: {error}")]
    for found in faults:
        sys.stdout.write(f"{found.text}\n")
    bad = sorted(found.entry for found in faults if found.entry)
    if bad:
        sys.stdout.write(f"first bad entry: {bad[0]} / 首个有问题的条目：第 {bad[0]} 条\n")
    if faults:
        return 1
    sys.stdout.writelines(said)
    sys.stdout.write("intact: files, ledger, signatures and manifest agree\n")
    sys.stdout.write("完好：文件、账本、签名与清单一致\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
