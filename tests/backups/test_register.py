"""A copy of the database that brings erased cases back is not served before they are gone."""

from uuid import UUID

import pytest

from app.backups.errors import ErasedCasesAreBack
from app.backups.register.service import apply_register, assert_applied
from app.core.erasure_register import Erased
from app.dossier import service as dossier
from tests.backups.places import SECRET, Places, fill, new_tenant, runtime_of
from tests.client import ApiClient
from tests.conftest import make_key


def test_what_came_back_is_erased_before_serving(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        key = make_key(runtime, tenant_id)
        with ApiClient(first, key) as client:
            kept, back = fill(client), fill(client)
            client.post(f"{back}/legal-holds", json={"reason": SECRET})
        case_id = UUID(back.rsplit("/", 1)[1])
        assert_applied(runtime.database, runtime.erasures)
        runtime.erasures.note(Erased(tenant_id, case_id))
        with pytest.raises(ErasedCasesAreBack, match="1 erased cases"), ApiClient(first, key):
            pass
        assert apply_register(runtime.database, runtime.erasures) == 1
        assert apply_register(runtime.database, runtime.erasures) == 0
        assert [name for name in runtime.blobs.names() if str(case_id) in name] == []
        with ApiClient(first, key) as client:
            assert client.get(back).status_code == 404
            assert client.get(kept).json()["client_reference"] == SECRET
        assert all(found.verdict.valid for found in dossier.verify_everything(runtime.database))


def test_the_register_may_name_cases_that_the_copy_never_had(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        runtime.erasures.note(Erased(tenant_id, UUID(int=7)))
        runtime.erasures.note(Erased(UUID(int=8), UUID(int=9)))
        assert_applied(runtime.database, runtime.erasures)
        assert apply_register(runtime.database, runtime.erasures) == 0
