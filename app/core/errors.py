"""Errors that services raise; one handler turns them into problem documents (RFC 9457).

AppError
├── Unauthenticated 401      ├── NotFound 404             ├── PreconditionRequired 428
├── Forbidden 403            ├── Conflict 409             ├── PreconditionFailed 412
├── BadRequest 400           ├── InvalidInput 422         ├── TooManyRequests 429
├── PayloadTooLarge 413      ├── Gone 410                 └── Unavailable 503
Titles and details are texts under `errors.<code>`, in every language; they never echo input.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

MOST_FIELD_ERRORS: Final = 100
"""As many as one answer names; whoever mends them is told the next."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused field: JSON pointer, code of the text, its parameters (never the value)."""

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class AppError(Exception):
    """A typed refusal with a stable code and an HTTP status."""

    status = 500
    code = "internal_error"

    def __init__(
        self,
        code: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        params: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.errors = tuple(errors)
        self.params = dict(params or {})
        self.headers = dict(headers or {})
        self.members = dict(members or {})
        super().__init__(self.code)


class BadRequest(AppError):
    """Raised when the request itself is malformed."""

    status, code = 400, "bad_request"


class Unauthenticated(AppError):
    """Raised when no valid key was shown."""

    status, code = 401, "unauthenticated"


class Forbidden(AppError):
    """Raised when the caller is known but lacks the scope."""

    status, code = 403, "forbidden"


class NotFound(AppError):
    """Raised for what does not exist and, alike, for what belongs to another tenant."""

    status, code = 404, "not_found"


class Conflict(AppError):
    """Raised when the state of things does not allow the act."""

    status, code = 409, "conflict"


class Gone(AppError):
    """Raised when what was there, and may be told of, is no longer there."""

    status, code = 410, "gone"


class PreconditionFailed(AppError):
    """Raised when the resource changed since the caller read it."""

    status, code = 412, "precondition_failed"


class PayloadTooLarge(AppError):
    """Raised when a body exceeds its limit."""

    status, code = 413, "payload_too_large"


class InvalidInput(AppError):
    """Raised when well-formed input breaks a rule; `errors` names the fields."""

    status, code = 422, "invalid_input"


class PreconditionRequired(AppError):
    """Raised when a change comes without If-Match."""

    status, code = 428, "precondition_required"


class TooManyRequests(AppError):
    """Raised when a rate limit is used up."""

    status, code = 429, "too_many_requests"


class Unavailable(AppError):
    """Raised when a dependency is busy or away; trying again later may work."""

    status, code = 503, "unavailable"


def invalid(pointer: str, code: str, **params: object) -> InvalidInput:
    """An `InvalidInput` for one field."""
    return InvalidInput(errors=[FieldError(pointer, code, params)])


def require_known(
    pointer: str, given: Sequence[object], known: Container[object], code: str
) -> None:
    """Refuses what a list names but nobody knows.

    Raises:
        InvalidInput: with `code`, pointing to each unknown element.
    """
    unknown = [index for index, each in enumerate(given) if each not in known]
    if unknown:
        raise InvalidInput(errors=[FieldError(f"{pointer}/{index}", code) for index in unknown])
