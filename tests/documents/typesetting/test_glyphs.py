from app.documents.typesetting.glyphs import is_symbol, missing

KNOWN = frozenset(map(ord, "甲乙"))


def test_missing_characters_are_named_once() -> None:
    assert missing(["甲丙", "乙\n丙丁"], KNOWN) == ["丙", "丁"]


def test_pictures_are_no_letters() -> None:
    assert is_symbol("😀")
    assert not is_symbol("𠮷")
