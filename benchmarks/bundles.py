"""A bundle of 300 files and 500 MB: time, peak memory, and kill −9 in the middle.

The worker is a process of its own, killed once half the work is done and started again; its peak
memory is read from the kernel (VmHWM). The finished bundle is checked by its own verifier. Made-up
files: photographs, long screenshots, papers, recordings.

`python -m benchmarks.bundles [sqlite|postgresql] [files] [megabytes]`
"""

import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pikepdf
from PIL import Image

from app.cases import service as cases
from app.cases.schemas import CaseCreate
from app.core.auth import Principal
from app.core.config import Settings
from app.core.migrations import upgrade
from app.dossier.bundles import service as bundles
from app.dossier.bundles.schemas import BundleRequest, BundleScope
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.checklists.schemas import ChecklistCreate
from app.evidence.schemas import EvidenceMetadata
from app.operations import service as operations
from app.wiring import Runtime, open_runtime
from benchmarks.prepared import principal_of, tenant_with_key
from tests.databases import empty_database
from tests.postgres import postgres_server

SEED = 20261125
FILES, MEGABYTES = 300, 500
MEBIBYTE = 1024 * 1024
FRAME_BYTES = 2800
"""What a form adds to the made-up content, at the most."""
_chance = random.Random(SEED)


def _photograph(size: int) -> bytes:
    side = max(64, int((size / 1.04) ** 0.5))
    noise = Image.frombytes("L", (side, side), _chance.randbytes(side * side))
    made = io.BytesIO()
    Image.merge("RGB", [noise] * 3).save(made, "JPEG", quality=95)
    return made.getvalue()


def _screenshot(size: int) -> bytes:
    height = max(200, size // 3 // 540)
    drawn = Image.frombytes("RGB", (540, height), _chance.randbytes(540 * height * 3))
    made = io.BytesIO()
    drawn.save(made, "PNG")
    return made.getvalue()


def _paper(size: int) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(4):
            pdf.add_blank_page(page_size=(595, 842))
            data = _chance.randbytes(size // 4)
            image = pdf.make_stream(
                data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1
            )
            pdf.pages[-1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def _recording(size: int) -> bytes:
    return b"\0\0\0\x20ftypM4A " + _chance.randbytes(size)


KINDS = (
    (_photograph, "照片.jpg"),
    (_paper, "合同.pdf"),
    (_photograph, "聊天记录.jpg"),
    (_recording, "录音.m4a"),
    (_screenshot, "长截图.png"),
)


def _fill(runtime: Runtime, files: int, total: int) -> tuple[UUID, UUID]:
    """A case with evidence of this much, and a bundle of it asked for."""
    tenant_id, key = tenant_with_key(runtime.database)
    principal = principal_of(runtime.database, key)
    with runtime.database.write(tenant_id) as session:
        case_id = cases.open_case(session, principal, CaseCreate(client_reference="B-1")).id
        wanted = ChecklistCreate(purpose="litigation")
        checklist = checklists.create_checklist(session, principal, case_id, wanted).id
    ids = [
        _store(runtime, principal, case_id, number, _size(number, files, total))
        for number in range(files)
    ]
    scope = BundleScope(checklist_id=checklist, evidence_ids=ids)
    with runtime.database.write(tenant_id) as session:
        shown = bundles.preview_bundle(session, principal, case_id, scope)
        request = BundleRequest(**scope.model_dump(), preview_hash=shown.preview_hash)
        operation = bundles.request_bundle(session, principal, case_id, request)
    print(f"{len(ids)} files, {shown.bytes / 1e6:.0f} MB")
    return tenant_id, operation.id


def _size(number: int, files: int, total: int) -> int:
    """One file of forty megabytes, the others alike."""
    large = 40 * MEBIBYTE if total > 200 * MEBIBYTE else total // 10
    return large if number == 1 else (total - large) // (files - 1)


def _store(runtime: Runtime, principal: Principal, case_id: UUID, number: int, size: int) -> UUID:
    make, name = KINDS[number % len(KINDS)]
    with runtime.database.read(principal.tenant_id) as session:
        stored = evidence.plan_intake(session, case_id)
    made = make(size - FRAME_BYTES)
    made += _chance.randbytes(max(0, size - len(made)))  # readers stop where the form ends
    staged = evidence.stage(stored, io.BytesIO(made), name)
    metadata = EvidenceMetadata(title=f"证据 {number + 1}", purpose="测量")
    with runtime.database.write(principal.tenant_id) as session:
        return evidence.receive(session, principal, case_id, staged, metadata).id


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    given = {
        "SHANGAN_DATABASE_URL": settings.database_url,
        "SHANGAN_STORAGE_URL": settings.storage_url,
        "SHANGAN_KEY_DIRECTORY": str(settings.key_directory),
        "SHANGAN_LOG_LEVEL": "error",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bundle_worker"], env={**os.environ, **given}
    )


def _progress(runtime: Runtime, tenant_id: UUID, operation_id: UUID) -> tuple[str, int, int]:
    with runtime.database.read(tenant_id) as session:
        found = operations.get_operation(session, operation_id)
    return found.status, found.progress.done, found.progress.total


@contextmanager
def _empty(kind: str, folder: Path) -> Iterator[Settings]:
    if kind == "sqlite":
        yield empty_database(folder, None)
        return
    with postgres_server(folder / "pg") as uri:
        yield empty_database(folder, uri)


def _wait_until(passed: Callable[[], bool]) -> None:
    while not passed():
        time.sleep(0.05)


def main(kind: str, files: int, megabytes: int) -> None:
    """Fills, kills, finishes, verifies; prints what it took."""
    with (
        tempfile.TemporaryDirectory(prefix="shangan-bundle-") as name,
        _empty(kind, Path(name)) as settings,
    ):
        upgrade(settings)
        runtime = open_runtime(settings)
        tenant_id, operation_id = _fill(runtime, files, megabytes * 1_000_000)
        child = _start(settings)

        def at() -> tuple[str, int, int]:
            return _progress(runtime, tenant_id, operation_id)

        _wait_until(lambda: at()[1] > at()[2] * 3 // 4)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        print(f"{kind}: killed at {at()}")
        began = time.perf_counter()
        _start(settings).wait()
        took = time.perf_counter() - began
        print(f"made again in {took:.0f} s, wait for the lease included: {at()}")
        _verify(runtime, tenant_id, operation_id, Path(name))
        runtime.close()


def _verify(runtime: Runtime, tenant_id: UUID, operation_id: UUID, folder: Path) -> None:
    with runtime.database.write(tenant_id) as session:
        owner = Principal(tenant_id, tenant_id, "", frozenset(bundles.SCOPES))
        download = operations.open_result(session, owner, operation_id)
        place = folder / download.file_name
    with place.open("wb") as file:
        file.writelines(download.pieces)
    print(f"{place.stat().st_size / 1e6:.0f} MB")
    with zipfile.ZipFile(place) as archive:
        archive.extract("verify.py", folder)
    done = subprocess.run(  # noqa: S603 - the archive's own script
        [sys.executable, "-I", "-S", str(folder / "verify.py"), str(place)], check=False
    )
    print(f"verify.py: {done.returncode}")


if __name__ == "__main__":
    kinds = sys.argv[1:2] or ["sqlite", "postgresql"]
    given = [int(each) for each in sys.argv[2:]] or [FILES, MEGABYTES]
    for wanted in kinds:
        main(wanted, *given)
