"""Small wrong changes of a source file, one at a time: what a slip of the hand would look like.

A mutation (变异) is a changed boundary, sign, figure, condition or a lost statement. What no test
should notice is left out by rule: annotations, docstrings and other texts, decorators, `__slots__`
and `__all__`, assertions, messages of errors, and keywords that only guard (`strict`, `repr`).
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Final

_COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_PAIRS: Final = (
    ("min", "max"),
    ("any", "all"),
    ("floor", "ceil"),
    ("bisect_left", "bisect_right"),
    ("startswith", "endswith"),
    ("ROUND_HALF_EVEN", "ROUND_HALF_UP"),
    ("ROUND_FLOOR", "ROUND_CEILING"),
)
_NAMES: Final = {**dict(_PAIRS), **{other: name for name, other in _PAIRS}, "abs": "int"}
_ORDERS: Final = {"sorted", "reversed"}
_EXACT: Final = {"Decimal", "Fraction"}
_GUARDS_ONLY: Final = {"strict", "repr", "slots", "frozen", "kw_only"}
_LISTS_OF_NAMES: Final = {"__slots__", "__all__"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one file: where, in which lines a test must have been to see it, and what.

    `span` is the statement's first and last line; a default's is its whole function. None stands
    for what runs when the module is loaded.
    """

    path: str
    number: int
    line: int
    span: tuple[int, int] | None
    change: str


@dataclass(frozen=True, slots=True)
class _Slot:
    """The place of a node in its parent, and the lines of its statement."""

    parent: ast.AST
    name: str
    index: int | None
    span: tuple[int, int] | None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


class MutableSource:
    """A parsed file and every mutation of it, in the order of the text."""

    def __init__(self, path: str, text: str) -> None:
        """SyntaxError for a text that is no Python."""
        self._tree = ast.parse(text)
        self._changes: list[tuple[_Slot, ast.AST, ast.AST]] = []
        self.mutations: list[Mutation] = []
        for slot, old in _slots(self._tree, None, in_function=False):
            for new in _replacements(old, slot):
                number = len(self._changes)
                self._changes.append((slot, old, new))
                line = getattr(old, "lineno", 0)
                self.mutations.append(Mutation(path, number, line, slot.span, _told(old, new)))

    def compiled(self, mutation: Mutation, name: str) -> CodeType:
        """The file with this one change, under the given file name."""
        slot, old, new = self._changes[mutation.number]
        slot.put(ast.fix_missing_locations(ast.copy_location(new, old)))
        try:
            return compile(self._tree, name, "exec", dont_inherit=True)
        finally:
            slot.put(old)


def _told(old: ast.AST, new: ast.AST) -> str:
    before, *more = ast.unparse(old).splitlines()
    after = "(dropped)" if isinstance(new, ast.Pass) else ast.unparse(new).splitlines()[0]
    return f"{before}{' …' if more else ''} → {after}"


def _slots(
    node: ast.AST, span: tuple[int, int] | None, *, in_function: bool
) -> Iterator[tuple[_Slot, ast.AST]]:
    """Every place below a node that may be changed, parents first."""
    for name, value in ast.iter_fields(node):
        if _is_left_out(node, name):
            continue
        within = in_function or (isinstance(node, ast.FunctionDef) and name == "body")
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_text_only(child):
                continue
            inner = span
            if isinstance(child, ast.FunctionDef) or (within and isinstance(child, ast.stmt)):
                inner = _lines(child)
            yield _Slot(node, name, index, inner), child
            yield from _slots(child, inner, in_function=within)


def _lines(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement; of one with a block those before the block."""
    last = node.end_lineno or node.lineno
    block = getattr(node, "body", None)
    if isinstance(block, list) and not isinstance(node, ast.FunctionDef):
        last = max(node.lineno, block[0].lineno - 1)
    return node.lineno, last


def _is_left_out(node: ast.AST, name: str) -> bool:
    """Whether what stands in this field is never changed."""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return name not in {"args", "body"}
        case ast.arguments():
            return name not in {"defaults", "kw_defaults"}
        case ast.AnnAssign() | ast.FormattedValue():
            return name != "value"
        case ast.match_case():
            return name == "pattern"
        case _:
            return _says_nothing(node)


def _says_nothing(node: ast.AST) -> bool:
    """Imports, assertions, messages of errors, and what only type checkers read."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in {"cast", "isinstance", "TypeVar"}
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case _:
            return isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom)


def _is_text_only(child: ast.AST) -> bool:
    match child:
        case ast.keyword(arg=str() as name):
            return name in _GUARDS_ONLY
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name in _LISTS_OF_NAMES
        case _:
            return False


def _replacements(node: ast.AST, slot: _Slot) -> Iterator[ast.AST]:
    """What may stand in place of a node."""
    if isinstance(node, ast.stmt):
        if _can_be_dropped(node, slot):
            yield ast.Pass()
    elif isinstance(node, ast.expr):
        yield from _other_expressions(node)
        if _is_bare_condition(node, slot):
            yield ast.UnaryOp(ast.Not(), node)


def _other_expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                changed = copy.copy(node)
                changed.ops = [*node.ops]
                changed.ops[index] = _COMPARISONS[type(operator)]()
                yield changed
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield ast.BoolOp(other, node.values)
        case ast.BinOp() if not (_is_text(node.left) or _is_text(node.right)):
            if type(node.op) in _OPERATORS:
                yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant():
            yield from map(ast.Constant, _other_values(node.value))
        case _:
            yield from _other_names(node)


def _other_names(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Name(id=name) if name in _NAMES:
            yield ast.Name(_NAMES[name], node.ctx)
        case ast.Attribute(attr=name) if name in _NAMES:
            yield ast.Attribute(node.value, _NAMES[name], node.ctx)
        case ast.Call(func=ast.Name(id=name), args=[ordered]) if name in _ORDERS:
            yield ast.Call(ast.Name("list", ast.Load()), [ordered], [])
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as text)]):
            if name in _EXACT and text[-1:].isdigit():
                last = str((int(text[-1]) + 1) % 10)
                yield ast.Call(node.func, [ast.Constant(text[:-1] + last)], node.keywords)
        case _:
            return


def _other_values(value: object) -> tuple[int | float, ...]:
    match value:
        case bool():
            return (not value,)
        case int():
            return (value + 1, value - 1) if value else (1,)
        case float():
            return (value + 1,)
        case _:
            return ()


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_bare_condition(node: ast.expr, slot: _Slot) -> bool:
    """Whether it is asked as it stands; comparisons and `not` have mutations of their own."""
    asked = slot.name in {"test", "ifs"}
    return asked and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _can_be_dropped(node: ast.stmt, slot: _Slot) -> bool:
    """Whether the text still reads without it: no definition, and no function's last answer."""
    match node:
        case ast.Expr():
            return not isinstance(node.value, ast.Constant)
        case ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
        case ast.Return():
            return not isinstance(slot.parent, ast.FunctionDef)
        case _:
            return False
