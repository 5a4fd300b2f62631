"""What a generated module binds, read back from its text and held against what its view promised.

Escaping at each call site has been bypassed in every generator that relied on it alone. So nothing leaves an emitter
until its text was parsed again: other top-level statements than promised, other names, or a call that no template
makes, is our bug and stops the run.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_BANNED = frozenset({"eval", "exec", "compile", "__import__", "open", "globals", "setattr", "breakpoint", "input"})

_BANNED_LETTERS = re.compile(rf"\b(?:{'|'.join(sorted(_BANNED))})\b")


class BrokenPromise(Exception):
    """A rendered module is not what its view promised: an emitter's fault, never a user's."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The names that a module binds at its top: imports as `module:name`, and each class with its members."""

    imports: frozenset[str] = frozenset()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()


def prove(path: str, text: str, promised: Outline) -> str:
    """`text`, if it binds what was promised and nothing else; raises `BrokenPromise`."""
    found = outline(path, text)
    for what in ("imports", "classes", "functions", "constants"):
        wanted, got = getattr(promised, what), getattr(found, what)
        if wanted != got:
            raise BrokenPromise(f"{path}: promised {what} {wanted!r}, found {got!r}")
    return text


def outline(path: str, text: str) -> Outline:
    """The outline of a module's text; raises `BrokenPromise` for statements that no generated module has."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise BrokenPromise(f"{path}: does not parse: {error}") from error
    _prove_harmless(path, text, tree)
    imports: set[str] = set()
    classes: dict[str, tuple[str, ...]] = {}
    functions: list[str] = []
    constants: list[str] = []
    for statement in _top(path, tree):
        match statement:
            case ast.Import(names):
                imports.update(f"{alias.name}:" for alias in names)
            case ast.ImportFrom(module, names, level):
                imports.update(f"{'.' * level}{module or ''}:{alias.name}" for alias in names)
            case ast.ClassDef(name):
                if name in classes:
                    raise BrokenPromise(f"{path}:{statement.lineno}: defines `{name}` twice")
                classes[name] = _members(path, statement)
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
                functions.append(name)
            case _:
                constants.extend(_targets(path, statement))
    bound = [*classes, *functions, *constants]
    if len(bound) != len(set(bound)):
        raise BrokenPromise(f"{path}: binds a name twice: {sorted({name for name in bound if bound.count(name) > 1})}")
    return Outline(frozenset(imports), classes, tuple(functions), tuple(constants))


def _prove_harmless(path: str, text: str, tree: ast.Module) -> None:
    """Look at every name, in the rare text that has the letters of a banned one at all, once folded as Python does."""
    if not _BANNED_LETTERS.search(unicodedata.normalize("NFKC", text)):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in _BANNED:
            raise BrokenPromise(f"{path}:{node.lineno}: uses `{node.id}`")


def _top(path: str, tree: ast.Module) -> list[ast.stmt]:
    """The statements at the top, those under `if TYPE_CHECKING` and `if __name__ == "__main__"` among them."""
    statements: list[ast.stmt] = []
    for statement in tree.body:
        match statement:
            case ast.Expr(ast.Constant(str())):
                continue  # the module's docstring, or that of the type alias above it
            case ast.If(ast.Name("TYPE_CHECKING"), body, []):
                statements += body
            case ast.If(ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]), [ast.Expr()], []):
                continue
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("treaty"), "require_api"))):
                continue
            case ast.Expr() | ast.If():
                raise BrokenPromise(f"{path}:{statement.lineno}: a statement that no template makes")
            case _:
                statements.append(statement)
    return statements


def _members(path: str, defined: ast.ClassDef) -> tuple[str, ...]:
    members: list[str] = []
    for statement in defined.body:
        match statement:
            case ast.Expr(ast.Constant(value)) if isinstance(value, str) or value is ...:
                continue
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                members.append(name)
            case ast.Pass():
                continue
            case _:
                members.extend(_targets(path, statement))
    return tuple(members)


def _targets(path: str, statement: ast.stmt) -> list[str]:
    match statement:
        case ast.AnnAssign(ast.Name(name)):
            return [name]
        case ast.Assign([ast.Name(name)]):
            return [name]
    raise BrokenPromise(f"{path}:{statement.lineno}: a statement that no template makes")
