"""Bodies of `/v1/vocabularies`."""

from typing import Annotated

from pydantic import Field

from app.core.schemas import Code, Page, Schema

Label = Annotated[str, Field(max_length=200)]


class VocabularyItem(Schema):
    """One value of an enum, as people and papers call it."""

    code: Annotated[
        str,
        Field(
            max_length=64,
            pattern=r"^[A-Za-z0-9_:-]{1,64}$",
            description="The value; languages are written as in BCP 47.",
        ),
    ]
    label: Annotated[Label, Field(description="Its name in the caller's language.")]
    description: Annotated[
        str | None, Field(max_length=500, description="What it means, where the name needs it.")
    ]
    aliases: Annotated[
        list[Label], Field(max_length=30, description="Common words for it (停息挂账).")
    ]
    deprecated: Annotated[bool, Field(description="Still answered, no longer to be sent.")]


class Vocabulary(Schema):
    """One enum of the contract."""

    name: Annotated[Code, Field(description="Name of the vocabulary.")]
    title: Annotated[Label, Field(description="What it names, in the caller's language.")]
    items: Annotated[
        list[VocabularyItem], Field(max_length=100, description="Values, in the order to show.")
    ]


class Vocabularies(Page[Vocabulary]):
    """Every vocabulary, all on one page."""

    items: list[Vocabulary] = Field(max_length=500, description="Sorted by name.")
