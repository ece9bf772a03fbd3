"""What Schemathesis cannot know of the service, beside its configuration."""

import re
from typing import Any, Final
from uuid import uuid4

import schemathesis

OWN_KEYS: Final = {"examples", "stateful"}
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
