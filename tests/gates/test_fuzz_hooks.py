"""The fuzz gate's check of what was deleted lets pass only what says that it was revoked."""

from types import SimpleNamespace
from typing import Any

import pytest
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi import checks as built_in

from gates import fuzz_hooks


@pytest.fixture
def _built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built_in, "use_after_free", lambda *_: True)


def _is_asked(name: str, status: int, body: dict[str, Any]) -> bool:
    """Whether the check as it was had its say."""
    definition = SimpleNamespace(raw={"operationId": name})
    case: Any = SimpleNamespace(operation=SimpleNamespace(definition=definition))
    response: Any = SimpleNamespace(status_code=status, json=lambda: body)
    context: Any = None
    return fuzz_hooks.use_after_free(context, response, case) is True


@pytest.mark.usefixtures("_built_in")
def test_what_was_revoked_must_say_so() -> None:
    revoked, live = {"revoked_at": "2026-11-26T10:00:00Z"}, {"revoked_at": None}
    for name in fuzz_hooks.STAYS_REVOKED:
        assert not _is_asked(name, 200, revoked)
        assert _is_asked(name, 200, live)
        assert _is_asked(name, 404, {})
    assert _is_asked("get_debt", 200, revoked)
    assert not _is_asked("list_grant_acts", 200, {})


def test_it_stands_in_for_the_check_of_its_name() -> None:
    assert CHECKS.get_one("use_after_free") is fuzz_hooks.use_after_free
