"""What every operation of the OpenAPI document shares: texts, tags, problem documents, headers."""

from typing import Any

from app.core.errors import MOST_FIELD_ERRORS

Document = dict[str, Any]
ANY_TEXT = r"^[\s\S]*$"
STATUS_TEXTS = {
    "400": "The request is malformed, or a required Idempotency-Key or a cursor is not valid.",
    "401": "No valid key was sent.",
    "403": "The key lacks the scope.",
    "404": "There is no such thing, or it belongs to another tenant.",
    "405": "Append-only, or not supported; `Allow` names the methods that work.",
    "409": "The present state does not allow it.",
    "410": "It ended, by its day or because it was taken back.",
    "412": "It changed since it was read.",
    "413": "The body is over its limit.",
    "422": "Some fields need a change; `errors` names them.",
    "428": "If-Match is missing.",
    "429": "Too many requests; see Retry-After.",
    "500": "A defect on our side; nothing was changed.",
    "503": "The database is busy; see Retry-After.",
}
NO_KEY_ASKED = "Not sent here: this operation asks for no key."
TAGS = (
    ("account", "Who am I: tenant, API keys and their scopes, audit trail."),
    ("wellbeing", "Step 1. How the person is; never shared, part of no score."),
    ("cases", "The case: person, household, hardship; the spine of the four steps."),
    ("debts", "Step 1. Debts, their schedules and true rates."),
    ("cash-flow", "Step 1. Budget, month-by-month cash flow, affordable payment."),
    ("statements", "Step 1. Import of Alipay, WeChat Pay and bank statements."),
    ("proposals", "Step 2. Proposals, their score, refusals and counter-offers."),
    ("contacts", "Step 2. Contact log that stands as evidence."),
    ("ledger", "Steps 2 and 4. The append-only record behind contacts and evidence."),
    ("evidence", "Step 4. Evidence vault and checklists."),
    ("law", "Step 4. Dated, cited rules and the calculators that apply them."),
    ("proceedings", "When papers arrive: court, arbitrator, enforcement; until when to act."),
    ("documents", "Step 2. Papers made from the case, each figure with its source."),
    ("agencies", "Step 3. Agencies: whether to trust one, what it costs, what it may see."),
    (
        "claims",
        "Step 4. Claims of the case: what to prove, with what, by when, where, at what cost.",
    ),
    ("operations", "Long work: its state, its result, cancelling it."),
    ("plan", "All along. What to do next, and why."),
    ("health", "Liveness, readiness, error pages."),
)
DESCRIPTION = """\
**上岸 Shang'an** helps people whose request for a new repayment plan (协商还款) was refused: \
what can I pay, was my proposal reasonable, what do I say next, what must I keep as evidence.

Money is a decimal string, instants carry an offset, errors are `application/problem+json` in \
Chinese or English (`Accept-Language`). Scores say whether a plan is reasonable, never how likely \
a lender is to agree: no lender has a duty to agree.
"""


def _schema(kind: str, **more: Any) -> Document:
    return {"type": kind, **more}


def _header(description: str, schema: Document) -> Document:
    return {"description": description, "schema": schema}


def _text(length: int) -> Document:
    return _schema("string", maxLength=length, pattern=ANY_TEXT)


RATE_HEADERS = {
    "RateLimit": _header("What is left of the quota (absent where limits are off).", _text(100)),
    "RateLimit-Policy": _header("The quota and its window in seconds.", _text(100)),
    "Access-Control-Allow-Origin": _header(
        "The caller's origin, where the operator has allowed it.", _text(200)
    ),
}
RETRY_AFTER = {
    "Retry-After": _header(
        "Seconds to wait.", _schema("integer", format="int32", minimum=1, maximum=86400)
    )
}
PROBLEM: Document = {
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "type": "object",
    "additionalProperties": True,
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"],
    "properties": {
        "type": _schema("string", maxLength=200, pattern="^/errors/[a-z0-9_]+$"),
        "title": _text(500),
        "status": _schema("integer", format="int32", minimum=400, maximum=599),
        "detail": _text(2000),
        "instance": _text(8192),
        "code": _schema("string", maxLength=64, pattern="^[a-z0-9_]+$"),
        "errors": _schema(
            "array",
            maxItems=MOST_FIELD_ERRORS,
            items=_schema(
                "object",
                additionalProperties=False,
                required=["pointer", "code", "message"],
                properties={"pointer": _text(1000), "code": _text(64), "message": _text(1000)},
            ),
        ),
        "request_id": _text(64),
    },
}


def problem_response(status: str, *, secured: bool = True) -> Document:
    """The response of one status; an operation without keys says that it never sends a 401."""
    headers = {**RATE_HEADERS, **(RETRY_AFTER if status in {"409", "429", "503"} else {})}
    return {
        "description": STATUS_TEXTS[status] if secured or status != "401" else NO_KEY_ASKED,
        "headers": headers,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def success_headers(status: str, method: str) -> Document:
    """The headers of a success."""
    headers = dict(RATE_HEADERS)
    if status == "201":
        headers["Location"] = _header("Where the new resource is.", _text(500))
    if status in {"200", "201"} and method != "delete":
        headers["ETag"] = _header("Version of the resource, where it has one.", _text(100))
    if method == "post":
        headers["Idempotent-Replayed"] = _header(
            "`true` when this is the first answer once more.", _text(5)
        )
    return headers
