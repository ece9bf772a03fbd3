"""Judges many proposals; what several of them rest on is worked out once."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from app.core import i18n
from app.core.errors import FieldError, InvalidInput
from app.core.problems import field_errors
from app.proposals.batches.schemas import BatchRequest, BatchResult, ItemErrorRead, ItemRead
from app.proposals.scores.schemas import ScoreRequest
from app.proposals.scores.service import compute_score
from app.proposals.situation import Situation


def compute_scores(request: BatchRequest) -> BatchResult:
    """One result for each item, by index; an invalid item is answered with its errors."""
    known: dict[Situation, Situation] = {}

    def once(situation: Situation) -> Situation:
        return known.setdefault(situation, situation)

    results = [_judged(index, item, request, once) for index, item in enumerate(request.items)]
    failed = sum(result.result is None for result in results)
    return BatchResult(results=results, succeeded=len(results) - failed, failed=failed)


def _judged(
    index: int,
    item: ScoreRequest | Mapping[str, Any],
    request: BatchRequest,
    once: Callable[[Situation], Situation],
) -> ItemRead:
    try:
        wanted = _completed(item, request.shared)
        score = compute_score(wanted, once=once, with_changes=request.smallest_changes)
    except InvalidInput as refused:
        errors = [_error(error) for error in refused.errors]
        return ItemRead(index=index, status=422, result=None, errors=errors)
    return ItemRead(index=index, status=200, result=score, errors=[])


def _completed(item: ScoreRequest | Mapping[str, Any], shared: Mapping[str, Any]) -> ScoreRequest:
    """The item as a score request; a complete one that names everything needs nothing shared.

    Raises:
        InvalidInput: with pointers inside the item.
    """
    if isinstance(item, ScoreRequest):
        if shared.keys() <= item.model_fields_set:
            return item
        item = item.model_dump(mode="json", exclude_unset=True)
    try:
        return ScoreRequest.model_validate({**shared, **item})
    except ValidationError as refused:
        found = field_errors(
            {**error, "loc": ("body", *error["loc"])}
            for error in refused.errors(include_input=False, include_url=False)
        )
        raise InvalidInput(errors=found) from None


def _error(error: FieldError) -> ItemErrorRead:
    words = i18n.text(f"fields.{error.code}", **error.params)
    return ItemErrorRead(pointer=error.pointer, code=error.code, message=words)
