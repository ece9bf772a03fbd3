"""What Schemathesis cannot know of the service, beside its configuration."""

import re
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import schemathesis
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi import checks as built_in

OWN_KEYS: Final = {"examples", "stateful"}
STAYS_REVOKED: Final = {"get_api_key", "get_grant", "get_access_token", "get_creditor_pack"}
"""Operations that read what DELETE revokes: whoever gave access sees to whom and until when."""
STAYS_OF_REVOKED: Final = {"list_grant_acts", "list_creditor_pack_views"}
"""Operations that read what was done with it before."""
KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


@schemathesis.hook
def before_call(
    _context: schemathesis.HookContext, case: schemathesis.Case[Any], _kwargs: dict[str, Any]
) -> None:
    """Gives each documented request and each request of a walk an idempotency key of its own.

    Walks resemble each other: one that repeats another's key and body gets the first answer again,
    as it must, with the id of what the other has deleted since, and finds it gone. The documented
    requests all show the same key, with different bodies.
    """
    if case.meta is None or case.meta.phase.name not in OWN_KEYS:
        return
    for name, value in case.headers.items():
        if name.lower() == "idempotency-key" and KEY.fullmatch(str(value)):
            case.headers[name] = str(uuid4())


CHECKS.unregister("use_after_free")  # for the one below, which asks it


@schemathesis.check
def use_after_free(
    context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> bool | None:
    """The check of this name, but for what was revoked: that may be read, and must say so."""
    name = case.operation.definition.raw.get("operationId")
    is_answered = name in STAYS_REVOKED and response.status_code == HTTPStatus.OK
    if name in STAYS_OF_REVOKED or (is_answered and response.json()["revoked_at"] is not None):
        return None
    return built_in.use_after_free(context, response, case)
