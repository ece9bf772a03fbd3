"""What is sealed into a row opens only there, and only with its key."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from app.core import crypto
from app.core.ids import new_id
from app.core.sealing import address, address_of, open_row, seal_row, sealed


@dataclass
class Note:
    """As a mapped row looks to the sealing."""

    tenant_id: UUID
    id: UUID
    sealed: bytes = b""
    __tablename__ = "notes"


KEY = crypto.new_data_key()


@pytest.mark.parametrize("value", ["失业", None, {"funders": ["甲"], "count": 2}])
def test_a_value_of_json_comes_back(value: object) -> None:
    note = Note(new_id(), new_id())
    seal_row(note, KEY, value)
    assert open_row(note, KEY) == value


def test_nothing_of_the_value_shows() -> None:
    note = Note(new_id(), new_id())
    seal_row(note, KEY, "lost my job")
    assert b"job" not in note.sealed


@pytest.mark.parametrize("field", ["id", "tenant_id"])
def test_it_does_not_open_in_another_row(field: str) -> None:
    note = Note(new_id(), new_id())
    seal_row(note, KEY, "secret")
    setattr(note, field, new_id())
    with pytest.raises(crypto.DecryptionFailed):
        open_row(note, KEY)


def test_it_does_not_open_with_another_key() -> None:
    note = Note(new_id(), new_id())
    seal_row(note, KEY, "secret")
    with pytest.raises(crypto.DecryptionFailed):
        open_row(note, crypto.new_data_key())


def test_a_row_written_without_an_object_opens_as_one() -> None:
    note = Note(new_id(), new_id())
    place = address("notes", note.tenant_id, note.id)
    assert place == address_of(note)
    assert open_row(replace(note, sealed=sealed(KEY, place, [1])), KEY) == [1]
