"""Made contacts for the tests of this folder and of those above it."""

from typing import Any

CALL: dict[str, Any] = {
    "occurred_at": "2026-11-20T15:30:00+08:00",
    "channel": "phone",
    "direction": "outbound",
    "answered": True,
    "duration_seconds": 540,
    "counterpart": {
        "organisation": "某银行信用卡中心",
        "department": "客服",
        "agent_name": None,
        "agent_id": "8021",
        "number": "95500",
    },
    "debt_ids": [],
    "summary": "申请个性化分期，客服称暂无政策",
    "outcome": "refused",
    "ticket_number": "20261120-33",
    "promises": [{"by": "creditor", "what": "三个工作日内回电", "due_on": "2026-11-25"}],
    "evidence_ids": [],
}
LETTER: dict[str, Any] = {
    "occurred_at": "2026-11-23T09:40:00+08:00",
    "channel": "letter",
    "direction": "outbound",
    "summary": "挂号信寄出书面申请",
    "outcome": "under_review",
}
