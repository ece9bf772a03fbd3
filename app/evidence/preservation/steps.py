"""Which steps preserve a piece of evidence (`app/data/checklists/preservation.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `media` are beginnings of media types, `when` a condition or None."""

    code: str
    texts: Mapping[str, str]
    media: tuple[str, ...]
    when: str | None
    rule_id: str | None

    def text(self, name: str, language: str) -> str:
        """`title`, `why` or `how_to` in a language."""
        return self.texts[f"{name}_{'en' if language == 'en' else 'zh'}"]


@lru_cache(maxsize=1)
def all_steps() -> tuple[Step, ...]:
    """All steps, in the order of the data: what costs nothing comes first."""
    return tuple(
        Step(
            code=row["code"],
            texts={name: text for name, text in row.items() if name.endswith(("_zh", "_en"))},
            media=tuple(row["media"]),
            when=row.get("when"),
            rule_id=row.get("rule_id"),
        )
        for row in data_table("checklists", "preservation")["steps"]
    )


def steps_for(
    media_type: str, *, original_kept: bool | None, has_transcript: bool, is_dated: bool
) -> list[Step]:
    """The steps of an item, by its media type and by what is known of it."""
    conditions = {
        None: True,
        "original_not_kept": original_kept is False,
        "no_transcript": not has_transcript,
        "dated": is_dated,
    }
    return [
        step for step in all_steps() if media_type.startswith(step.media) and conditions[step.when]
    ]
