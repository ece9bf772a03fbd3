"""A case with two files and a contact, and its export."""

from uuid import UUID

from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.archives import drain

TEXT = "离职证明（示例）\n".encode()
SOUND = bytes(range(256)) * 3000


def fill(client: ApiClient, case_id: UUID) -> None:
    """Two files and a contact."""
    path = f"/v1/cases/{case_id}"
    for name, content in (("离职证明.txt", TEXT), ("录音.m4a", SOUND)):
        answer = client.post(f"{path}/evidence-items", files={"file": (name, content)})
        assert answer.status_code == 201
    assert client.post(f"{path}/contacts", json=CALL).status_code == 201


def made_export(client: ApiClient, runtime: Runtime, case_id: UUID) -> bytes:
    """The archive of the case as it stands."""
    asked = client.post(f"/v1/cases/{case_id}/export")
    assert asked.status_code == 202
    assert asked.json()["status"] == "pending"
    drain(runtime)
    operation = client.get(asked.headers["Location"]).json()
    assert operation["status"] == "succeeded", operation
    return client.get(operation["result_url"]).content
