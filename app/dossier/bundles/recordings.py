"""What the sheet of a recording says, for a sound or a film cannot be printed: facts and steps."""

from collections.abc import Mapping
from typing import Any

from app.dossier.bundles.papers import Say, item_notes
from app.evidence.durations import clock_text

KINDS = ("audio", "video")


def kind_of(media_type: str) -> str | None:
    """`audio` or `video`; None for what is neither."""
    kind = media_type.partition("/")[0]
    return kind if kind in KINDS else None


def is_film(media_type: str) -> bool:
    """Whether pictures move in it; no stills are made of them."""
    return kind_of(media_type) == "video"


def sheet_facts(
    item: Mapping[str, Any], seconds: int | None, path: str, say: Say
) -> list[list[str]]:
    """Rows of label and value: what it is, how long, which file, its hash, where it came from."""
    length = say("bundles.recordings.unknown") if seconds is None else clock_text(seconds)
    said = {
        "kind": say(f"bundles.recordings.{kind_of(item['media_type'])}", form=item["media_type"]),
        "duration": length,
        "file": path,
        "size": say("bundles.recordings.bytes", count=f"{item['size']:,}"),
        "sha256": item["sha256"],
        "source": item.get("source") or "",
        "purpose": item.get("purpose") or "",
        "notes": "\n".join(item_notes(item, say)),
    }
    rows = [[say(f"bundles.recordings.facts.{name}"), value] for name, value in said.items()]
    return [row for row in rows if row[1]]


def sheet_steps(media_type: str, *, has_transcript: bool, say: Say) -> list[str]:
    """How it is presented: the original, the copy, the words, the pictures."""
    codes = ["original", "copy"]
    codes.append("transcript_added" if has_transcript else "transcript")
    if is_film(media_type):
        codes.append("stills")
    return [say(f"bundles.recordings.steps.{code}") for code in codes]
