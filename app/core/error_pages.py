"""`/errors/{code}`: what the `type` of a problem document resolves to."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.core import i18n
from app.core.errors import NotFound
from app.core.routing import operation_name
from app.core.schemas import Code, Schema

router = APIRouter(tags=["health"], generate_unique_id_function=operation_name)


class ErrorPage(Schema):
    """What an error code means and what to do about it."""

    code: Code
    title: Annotated[str, Field(max_length=500)]
    detail: Annotated[str, Field(max_length=2000)]


@router.get("/errors/{code}", summary="What an error code means")
def get_error_page(
    code: Annotated[
        str,
        Path(
            pattern=r"^[a-z0-9_]{1,64}$",
            max_length=64,
            description="The `code` of a problem document.",
            examples=["precondition_failed"],
        ),
    ],
) -> ErrorPage:
    """The meaning of a `type` in problem documents, with placeholders for its parameters."""
    texts = i18n.catalogue(i18n.current_language())
    if f"errors.{code}.title" not in texts:
        raise NotFound
    return ErrorPage(
        code=code, title=texts[f"errors.{code}.title"], detail=texts[f"errors.{code}.detail"]
    )
