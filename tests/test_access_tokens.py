"""Every secured operation × an access token: its case, what is nobody's, and nothing else."""

from collections.abc import Iterator

import pytest

from app.core.auth import NEVER_A_TOKEN_S, TOKEN_SCOPES
from app.core.parameters import DEMO_CASE, DEMO_TRADER_CASE
from tests.client import ApiClient
from tests.demo import Demo
from tests.documented import SECURED, Operation, prefilled

pytestmark = pytest.mark.no_cover
"""Requests made from the document run everything: they say nothing of what was looked at."""

OPEN = {
    *{"list_cases", "list_evidence_checklist_templates", "list_document_templates"},
    *{"list_operations", "get_operation", "cancel_operation", "get_operation_result"},
}
"""What names no case and yet shows a token its own, or nobody's."""
OPEN_SCOPES = {"calculators:use", "law:read"}


@pytest.fixture(scope="module")
def page(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    """A token for the trader's case, with every scope a token can have."""
    with demo.copy(tmp_path_factory.mktemp("page")) as application:
        path = f"/v1/cases/{DEMO_TRADER_CASE}/access-tokens"
        wanted = {"scopes": TOKEN_SCOPES, "expires_in": 3600}
        answer = ApiClient(application, demo.key).post(path, json=wanted)
        assert answer.status_code == 201
        yield ApiClient(application, answer.json()["token"])


@pytest.mark.parametrize("operation", SECURED, ids=lambda operation: operation.name)
def test_it_reaches_no_other_case_and_nothing_of_the_tenant(
    page: ApiClient, operation: Operation
) -> None:
    call = prefilled(operation)
    answer = page.request(call.method, call.url, headers=call.headers, **call.options)
    if operation.scope in NEVER_A_TOKEN_S:
        expected = {(403, "forbidden")}
    elif operation.scope in OPEN_SCOPES or operation.name in OPEN:
        assert answer.status_code < 500
        assert DEMO_CASE not in answer.text
        return
    elif "{case_id}" in operation.path and DEMO_TRADER_CASE not in call.url:
        expected = {(404, "not_found")}
    elif "{case_id}" in operation.path:
        assert answer.status_code != 404
        return
    else:
        expected = {(403, "token_of_one_case")}
    assert (answer.status_code, answer.json()["code"]) in expected
