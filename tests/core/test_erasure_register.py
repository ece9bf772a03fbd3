from pathlib import Path
from uuid import UUID

from app.core.config import Settings
from app.core.erasure_register import Erased, ErasureRegister

ONE = Erased(UUID(int=1), UUID(int=2))
OTHER = Erased(UUID(int=1), UUID(int=3))


def test_it_stands_beside_the_keys_unless_told_otherwise(tmp_path: Path) -> None:
    settings = Settings(key_directory=tmp_path / "keys")
    register = ErasureRegister.open(settings)
    assert list(register) == []
    for erased in (ONE, OTHER, ONE):
        register.note(erased)
    assert set(ErasureRegister.open(settings)) == {ONE, OTHER}
    assert (tmp_path / f"keys/erasures/erased/{ONE.tenant_id}/{ONE.case_id}").read_bytes() == b""
    apart = settings.model_copy(update={"erasure_register_url": f"file://{tmp_path}/apart"})
    assert list(ErasureRegister.open(apart)) == []
