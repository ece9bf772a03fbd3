from uuid import UUID

from app.evidence.service import categories_held
from app.wiring import Runtime
from tests.client import ApiClient

MORE_THAN_A_PAGE = 101


def test_everything_in_the_vault_counts_as_held(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    def held() -> frozenset[str]:
        with runtime.database.read(tenant_id) as session:
            return categories_held(session, case_id)

    def upload(name: str, category: str | None) -> None:
        client.post(
            f"/v1/cases/{case_id}/evidence-items",
            files={"file": (f"{name}.txt", name.encode(), "text/plain")},
            data={"category": category} if category else {},
        )

    assert held() == frozenset()
    upload("first", "termination_proof")
    for number in range(MORE_THAN_A_PAGE):
        upload(str(number), None)
    upload("last", "income_proof")
    assert held() == {"termination_proof", "income_proof"}
