"""Which changes are made to a source, and which never."""

import pytest

from gates.mutations import MutableSource

FUNCTION = "def pay(amount, rest=0):\n    {}\n    return amount\n"


def _changes(text: str) -> list[str]:
    return [each.change for each in MutableSource("a.py", text).mutations]


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("x = amount < 10", "amount < 10 → amount <= 10"),
        ("x = amount >= 10", "amount >= 10 → amount > 10"),
        ("x = 0 < amount <= 10", "0 < amount <= 10 → 0 < amount < 10"),
        ("x = amount == 10", "amount == 10 → amount != 10"),
        ("x = amount is None", "amount is None → amount is not None"),
        ("x = amount in rest", "amount in rest → amount not in rest"),
        ("x = amount + rest", "amount + rest → amount - rest"),
        ("x = amount // 12", "amount // 12 → amount * 12"),
        ("x = 12", "12 → 13"),
        ("x = 12", "12 → 11"),
        ("x = 0.5", "0.5 → 1.5"),
        ("x = True", "True → False"),
        ("x = amount and rest", "amount and rest → amount or rest"),
        ("x = not amount", "not amount → amount"),
        ("x = -amount", "-amount → amount"),
        ("x = Decimal('0.015')", "Decimal('0.015') → Decimal('0.016')"),
        ("x = min(amount, rest)", "min → max"),
        ("x = amount.quantize(rest, ROUND_HALF_EVEN)", "ROUND_HALF_EVEN → ROUND_HALF_UP"),
        ("x = sorted(amount)", "sorted(amount) → list(amount)"),
        ("x = amount if rest else 0", "rest → not rest"),
        ("x = [a for a in amount if rest]", "rest → not rest"),
        ("rest += amount", "rest += amount → (dropped)"),
        ("rest.append(amount)", "rest.append(amount) → (dropped)"),
        ("rest[0] = amount", "rest[0] = amount → (dropped)"),
        ("if rest: return 1", "return 1 → (dropped)"),
        ("if rest: raise ValueError(1)", "raise ValueError(1) → (dropped)"),
    ],
)
def test_a_slip_of_the_hand_is_among_the_changes(line: str, change: str) -> None:
    assert change in _changes(FUNCTION.format(line))


def test_a_default_is_changed_too() -> None:
    assert "0 → 1" in _changes(FUNCTION.format("pass"))


@pytest.mark.parametrize(
    "text",
    [
        '"""A text."""',
        "class A:\n    __slots__ = (1, 2)",
        "__all__ = ['a', *'b']",
        "x: list[1]",
        "def f(x: 'A' = None) -> Literal[1]: ...",
        "@dataclass(frozen=True, slots=True)\nclass A: ...",
        "assert x == 1",
        "x = zip(a, b, strict=True)",
        "x = cast('A', 1 + 1)",
        "x = isinstance(a, int | str)",
        "x = 'a' + b",
        "x = f'{a:02d}'",
        "from a import b as c",
        "if TYPE_CHECKING:\n    x = 1",
    ],
)
def test_what_no_test_should_notice_is_left_alone(text: str) -> None:
    assert _changes(text) == []


def test_a_message_of_an_error_is_no_place_for_a_change() -> None:
    text = FUNCTION.format("if amount < 0: raise ValueError(f'{amount + 1}')")
    assert "amount + 1 → amount - 1" not in _changes(text)


def test_each_change_stands_alone_and_is_taken_back() -> None:
    source = MutableSource("a.py", "def f(x):\n    return x + 1\n")
    found = []
    for mutation in source.mutations:
        names: dict[str, object] = {}
        exec(source.compiled(mutation, "a.py"), names)  # noqa: S102 - the text above
        assert callable(names["f"])
        found.append((mutation.change, names["f"](5)))
    assert found == [("x + 1 → x - 1", 4), ("1 → 2", 7), ("1 → 0", 5)]


def test_the_lines_of_a_change_are_those_of_its_statement() -> None:
    head = "A = 1\ndef f(x, y=2):\n"
    text = f"{head}    if (x\n            > 3):\n        x -= (\n            4)\n    return x\n"
    spans = {each.change: each.span for each in MutableSource("a.py", text).mutations}
    assert spans["1 → 2"] is None
    assert spans["2 → 3"] == (2, 7)
    assert spans["3 → 4"] == (3, 4)
    assert spans["4 → 5"] == (5, 6)
