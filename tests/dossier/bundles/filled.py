"""A case full enough for a bundle."""

import json
from typing import Any
from uuid import UUID

from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.archives import drain
from tests.dossier.bundles.files import locked_paper, paper, picture

SOUND = b"\0\0\0\x20ftypM4A " + bytes(range(256)) * 40
WORDS = [{"at": "00:12", "speaker": "客服", "text": "目前没有个性化分期政策"}]
FILES: list[tuple[str, bytes, dict[str, str]]] = [
    ("离职证明.txt", "离职证明（示例）\n".encode(), {"title": "离职证明", "source": "人事部"}),
    ("合同.pdf", paper(3), {"title": "借款合同", "purpose": "证明利率"}),
    ("长截图.jpg", picture(400, 3200), {"title": "聊天截图", "original_device": "本人手机"}),
    ("录音.m4a", SOUND, {"title": "通话录音", "transcript": json.dumps(WORDS)}),
    ("加锁.pdf", locked_paper(), {"title": "加锁的文件"}),
]


class Filled:
    """A case with evidence, contacts and a checklist."""

    def __init__(self, client: ApiClient, case_id: UUID) -> None:
        self.client = client
        self.path = f"/v1/cases/{case_id}"
        self.evidence: list[str] = []
        for number, (name, content, data) in enumerate(FILES):
            self.add(name, content, data, f"file-{number}")
        made = client.post(f"{self.path}/evidence-checklists", json={"purpose": "litigation"})
        self.checklist = made.json()["id"]

    def add(self, name: str, content: bytes, data: dict[str, str], key: str) -> str:
        answer = self.client.post(
            f"{self.path}/evidence-items",
            files={"file": (name, content)},
            data=data,
            headers={"Idempotency-Key": key},
        )
        assert answer.status_code == 201, answer.text
        self.evidence.append(answer.json()["id"])
        return self.evidence[-1]

    def call(self, key: str, **changes: Any) -> dict[str, Any]:
        answer = self.client.post(
            f"{self.path}/contacts", json={**CALL, **changes}, headers={"Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def scope(self, **changes: Any) -> dict[str, Any]:
        return {"checklist_id": self.checklist, "evidence_ids": self.evidence, **changes}

    def preview(self, **changes: Any) -> dict[str, Any]:
        answer = self.client.post(
            f"{self.path}/evidence-bundles/preview", json=self.scope(**changes)
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def request(self, **changes: Any) -> Any:
        shown = self.preview(**changes)
        body = {**self.scope(**changes), "preview_hash": shown["preview_hash"]}
        return self.client.post(f"{self.path}/evidence-bundles", json=body)

    def bundle(self, runtime: Runtime, **changes: Any) -> bytes:
        asked = self.request(**changes)
        assert asked.status_code == 202, asked.text
        drain(runtime)
        operation = self.client.get(asked.headers["Location"]).json()
        assert operation["status"] == "succeeded", operation
        return self.client.get(operation["result_url"]).content
