"""The expressions of security rules, as far as they depend on the user and the path only."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from .tree import Json

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<operator>===|!==|==|!=|&&|\|\||[!().\[\]])
        |(?P<string>"(?:[^"\\]|\\["'\\])*"|'(?:[^'\\]|\\["'\\])*')
        |(?P<number>\d+(?:\.\d+)?)
        |(?P<name>[A-Za-z_$][\w$]*)
    )\s*""",
    re.VERBOSE,
)
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None}


class UnsupportedError(ValueError):
    """An expression that this server can't evaluate; the text says at which part it stops."""


class EvaluationError(ValueError):
    """An operand has the wrong type. RTDB then takes the whole rule as false."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: the variable `auth`, and the keys that `$names` stand for."""

    auth: Mapping[str, Json] | None = None
    captured: Mapping[str, str] = field(default_factory=dict)


Expression = Callable[[Scope], Json]


def parse(text: str, captured: Collection[str]) -> Expression:
    """Turn a rule into a function of its scope. `captured` are the `$names` above the rule.

    Known are true, false, null, strings, numbers, `auth`, `auth.uid`, `auth.token.x`,
    `auth.token['x']`, the captured names, `==`, `===`, `!=`, `!==`, `!`, `&&`, `||` and
    parentheses. Raises UnsupportedError for all else.
    """
    parser = _Parser(list(_tokens(text)), captured)
    try:
        expression = parser.either()
    except RecursionError:
        raise UnsupportedError("it is nested too deeply") from None
    if parser.kind != "end":
        raise UnsupportedError(f"unexpected {parser.text!r}")
    return expression


def holds(expression: Expression, scope: Scope) -> bool:
    """Return whether a rule is true. A value that isn't a boolean is not."""
    try:
        return expression(scope) is True
    except EvaluationError:
        return False


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise UnsupportedError(f"unexpected {text[position:].strip()[:20]!r}")
        yield match.lastgroup, match[match.lastgroup]
        position = match.end()
    yield "end", "end of the expression"


class _Parser:
    """Recursive descent: one method for each level of precedence, the loosest first."""

    def __init__(self, tokens: list[tuple[str, str]], captured: Collection[str]) -> None:
        self._tokens = tokens
        self._captured = captured

    @property
    def kind(self) -> str:
        return self._tokens[0][0]

    @property
    def text(self) -> str:
        return self._tokens[0][1]

    def either(self) -> Expression:
        parts = [self._both()]
        while self._accept("||"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else _any(parts)

    def _both(self) -> Expression:
        parts = [self._comparison()]
        while self._accept("&&"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else _all(parts)

    def _comparison(self) -> Expression:
        left = self._negation()
        if self.text not in _COMPARISONS:
            return left
        _, sign = self._next()
        return _compare(_COMPARISONS[sign], left, self._negation())

    def _negation(self) -> Expression:
        if self._accept("!"):
            return _not(self._negation())
        return self._value()

    def _value(self) -> Expression:
        if self._accept("("):
            inner = self.either()
            self._expect(")")
            return inner
        kind, text = self._next()
        if kind == "string":
            return _constant(re.sub(r"\\(.)", r"\1", text[1:-1]))
        if kind == "number":
            return _constant(float(text))
        if text in _CONSTANTS:
            return _constant(_CONSTANTS[text])
        if text == "auth":
            return self._auth()
        if text in self._captured:
            return lambda scope: scope.captured[text]
        raise UnsupportedError(f"unexpected {text!r}")

    def _auth(self) -> Expression:
        """`auth` alone, its uid, or a claim of its token."""
        path = []
        while self.text in (".", "["):
            path.append(self._property())
        known = path in ([], ["uid"]) or (path[0] == "token" and "length" not in path[2:])
        if not known:
            raise UnsupportedError(f"unknown property {'.'.join(['auth', *path])}")
        return lambda scope: _walk(scope.auth, path)

    def _property(self) -> str:
        if self._accept("."):
            return self._expect_kind("name")
        self._expect("[")
        quoted = self._expect_kind("string")
        self._expect("]")
        return quoted[1:-1]

    def _next(self) -> tuple[str, str]:
        if self.kind == "end":
            raise UnsupportedError(f"unexpected {self.text}")
        return self._tokens.pop(0)

    def _accept(self, operator: str) -> bool:
        found = self._tokens[0] == ("operator", operator)
        if found:
            self._next()
        return found

    def _expect(self, operator: str) -> None:
        if not self._accept(operator):
            raise UnsupportedError(f"expected {operator!r} in place of {self.text!r}")

    def _expect_kind(self, kind: str) -> str:
        if self.kind != kind:
            raise UnsupportedError(f"expected a {kind} in place of {self.text!r}")
        return self._next()[1]


def _constant(value: Json) -> Expression:
    return lambda _: value


def _walk(value: object, path: list[str]) -> Json:
    """A property of null, or one that is absent, is null."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value  # type: ignore[return-value]


def _any(parts: list[Expression]) -> Expression:
    return lambda scope: any(_boolean(part(scope)) for part in parts)


def _all(parts: list[Expression]) -> Expression:
    return lambda scope: all(_boolean(part(scope)) for part in parts)


def _not(operand: Expression) -> Expression:
    return lambda scope: not _boolean(operand(scope))


def _compare(test: Callable[[Json, Json], bool], left: Expression, right: Expression) -> Expression:
    return lambda scope: test(left(scope), right(scope))


def _boolean(value: Json) -> bool:
    if not isinstance(value, bool):
        raise EvaluationError(f"{value!r} is not a boolean")
    return value


def _same(left: Json, right: Json) -> bool:
    """`===`: equal, and of the same type."""
    return _type(left) == _type(right) and left == right


def _equal(left: Json, right: Json) -> bool:
    """`==` compares as JavaScript does: between two types, both as numbers; null is only null."""
    if _type(left) == _type(right) or "null" in (_type(left), _type(right)):
        return _same(left, right)
    return _number(left) == _number(right)


def _type(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
    return "object"


def _number(value: Json) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


_COMPARISONS: dict[str, Callable[[Json, Json], bool]] = {
    "===": _same,
    "!==": lambda left, right: not _same(left, right),
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
}
