"""Security rules: which reads and writes they allow, and which queries have an index."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from .auth import Auth
from .expression import Expression, Scope, UnsupportedError, holds, parse
from .tree import BadRequestError, Json, Path, Value, parse_path

_STRING = r'"(?:\\.|[^"\\])*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)


_log = logging.getLogger(__name__)


def _always(_: Scope) -> bool:
    return True


def _never(_: Scope) -> bool:
    return False


@dataclass(slots=True)
class Rule:
    """The rules at one place. `wildcard` is the child declared as `$name`, with its name."""

    read: Expression = _never
    write: Expression = _never
    validate: Expression = _always
    index_on: frozenset[str] = frozenset()
    children: dict[str, "Rule"] = field(default_factory=dict)
    wildcard: tuple[str, "Rule"] | None = None

    def child(self, key: str, scope: Scope) -> tuple["Rule", Scope] | None:
        """Return the rule for a child, and the scope in which its expressions are evaluated."""
        if key in self.children:
            return self.children[key], scope
        if self.wildcard is None:
            return None
        name, rule = self.wildcard
        return rule, Scope(scope.auth, {**scope.captured, name: key})


@dataclass(frozen=True, slots=True)
class Rules:
    """A loaded rules file; `source` is what reading the rules gives back."""

    source: Json
    root: Rule

    def may_read(self, path: Path, auth: Auth) -> bool:
        """Return whether the rule of `path`, or of a place above it, grants the read."""
        return auth.is_admin or any(
            holds(rule.read, scope) for rule, scope in self._along(path, Scope(auth.variable))
        )

    def may_write(self, path: Path, value: Value | None, auth: Auth) -> bool:
        """Return whether a `.write` grants the write and no `.validate` rejects it.

        Checked are the `.validate` rules above `path`, and those at and below it for which
        `value` has data. So the place that a write deletes isn't validated.
        """
        if auth.is_admin:
            return True
        rules = list(self._along(path, Scope(auth.variable)))
        above = rules[: len(path)]
        return (
            any(holds(rule.write, scope) for rule, scope in rules)
            and all(holds(rule.validate, scope) for rule, scope in above)
            and (len(rules) <= len(path) or _is_valid(*rules[-1], value))
        )

    def is_indexed(self, path: Path, order_by: str) -> bool:
        """Return whether `path` has an `.indexOn` for `order_by`; `$key` needs none."""
        if order_by == "$key":
            return True
        rule = self.root
        for key in path:
            below = rule.children.get(key) or (rule.wildcard and rule.wildcard[1])
            if not below:
                return False
            rule = below
        return index_name(order_by) in rule.index_on

    def _along(self, path: Path, scope: Scope) -> Iterator[tuple[Rule, Scope]]:
        """Yield the rules from the root to `path`, as far down as any are declared."""
        rule = self.root
        yield rule, scope
        for key in path:
            below = rule.child(key, scope)
            if below is None:
                return
            rule, scope = below
            yield rule, scope


def _is_valid(rule: Rule, scope: Scope, value: Value | None) -> bool:
    if value is None:
        return True
    if not holds(rule.validate, scope):
        return False
    children = value.items() if isinstance(value, dict) else ()
    below = ((rule.child(key, scope), child) for key, child in children)
    return all(_is_valid(*found, child) for found, child in below if found)


def index_name(order_by: str) -> str:
    return ".value" if order_by == "$value" else order_by


def load_rules(text: str) -> Rules:
    """Read a rules file: JSON with comments and trailing commas. Raises BadRequestError."""
    plain = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))
    try:
        source: Json = msgspec.json.decode(plain)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadRequestError(f"Error parsing the rules file: {error}") from None
    match source:
        case {"rules": dict() as rules, **rest} if not rest:
            return Rules(source, _rule(rules, "rules", frozenset()))
    raise BadRequestError('Rules must be one object with the single key "rules"')


def _rule(declared: dict[str, Json], where: str, captured: frozenset[str]) -> Rule:
    rule = Rule()
    for key, value in declared.items():
        here = f"{where}/{key}"
        match key:
            case ".read":
                rule.read = _expression(value, here, captured)
            case ".write":
                rule.write = _expression(value, here, captured)
            case ".validate":
                rule.validate = _expression(value, here, captured)
            case ".indexOn":
                rule.index_on = _index_on(value, here)
            case _:
                _add_child(rule, key, value, here, captured)
    return rule


def _add_child(rule: Rule, key: str, value: Json, here: str, captured: frozenset[str]) -> None:
    if not isinstance(value, dict) or key.startswith("."):
        raise BadRequestError(
            f"{here}: expected .read, .write, .validate, .indexOn or an object of rules"
        )
    if key.startswith("$"):
        if rule.wildcard:
            raise BadRequestError(f"{here}: a place may have one $ rule only, and this one has two")
        rule.wildcard = key, _rule(value, here, captured | {key})
        return
    if len(parse_path(key)) != 1:
        raise BadRequestError(f"{here}: expected one key, not a path")
    rule.children[key] = _rule(value, here, captured)


def _expression(value: Json, here: str, captured: frozenset[str]) -> Expression:
    """Parse a rule. One that this server can't evaluate is false, and named on the log."""
    if isinstance(value, bool):
        return _always if value else _never
    if not isinstance(value, str):
        raise BadRequestError(f"{here}: expected true, false or an expression, not {value!r}")
    try:
        return parse(value, captured)
    except UnsupportedError as reason:
        _log.warning(
            "%s: this server can't evaluate %r (%s); only an admin passes it", here, value, reason
        )
        return _never


def _index_on(value: Json, here: str) -> frozenset[str]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        raise BadRequestError(f"{here}: expected a child's path or a list of them")
    return frozenset(_index_path(name, here) for name in names)


def _index_path(name: Json, here: str) -> str:
    if name == ".value":
        return name
    try:
        path = parse_path(name) if isinstance(name, str) else ()
    except BadRequestError:
        path = ()
    if not path:
        raise BadRequestError(f"{here}: {name!r} is neither .value nor the path of a child")
    return "/".join(path)


OPEN_RULES = Rules({"rules": {".read": True, ".write": True}}, Rule(_always, _always))
"""The rules of a database for which none were loaded."""
