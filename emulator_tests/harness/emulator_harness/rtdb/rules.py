"""Security rules: constant grants, `auth != null` and `.indexOn`. Anything else is refused."""

import re
from dataclasses import dataclass, field
from enum import Enum

import msgspec

from .tree import BadRequestError, Json, Path, parse_path


class Grant(Enum):
    NOBODY = "nobody"
    USERS = "users"
    ANYONE = "anyone"

    def allows(self, signed_in: bool) -> bool:
        return self is Grant.ANYONE or (self is Grant.USERS and signed_in)


_GRANTS = {
    "true": Grant.ANYONE,
    "false": Grant.NOBODY,
    "auth!=null": Grant.USERS,
    "auth!==null": Grant.USERS,
}
_STRING = r'"(?:\\.|[^"\\])*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)


@dataclass(slots=True)
class Rule:
    """The rules at one place; `children` holds `$name` under the key `$`."""

    read: Grant = Grant.NOBODY
    write: Grant = Grant.NOBODY
    index_on: frozenset[str] = frozenset()
    children: dict[str, "Rule"] = field(default_factory=dict)

    def along(self, path: Path) -> list["Rule"]:
        """The rules from here to `path`; shorter than the path where nothing is declared."""
        found = [self]
        for key in path:
            below = found[-1].children
            rule = below.get(key) or below.get("$")
            if rule is None:
                break
            found.append(rule)
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """A loaded rules file; `source` is what reading the rules gives back."""

    source: Json
    root: Rule

    def may_read(self, path: Path, signed_in: bool) -> bool:
        return any(rule.read.allows(signed_in) for rule in self.root.along(path))

    def may_write(self, path: Path, signed_in: bool) -> bool:
        return any(rule.write.allows(signed_in) for rule in self.root.along(path))

    def is_indexed(self, path: Path, order_by: str) -> bool:
        """Whether a query of `path` by `order_by` has its `.indexOn`; `$key` needs none."""
        declared = self.root.along(path)
        return order_by == "$key" or (
            len(declared) == len(path) + 1 and index_name(order_by) in declared[-1].index_on
        )


def index_name(order_by: str) -> str:
    return ".value" if order_by == "$value" else order_by


def load_rules(text: str) -> Rules:
    """Read a rules file: JSON, in which comments and trailing commas may stand."""
    plain = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))
    try:
        source: Json = msgspec.json.decode(plain)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadRequestError(f"Error parsing the rules file: {error}") from None
    match source:
        case {"rules": dict() as rules, **rest} if not rest:
            return Rules(source, _rule(rules, "rules"))
    raise BadRequestError('Rules must be one object with the single key "rules"')


def _rule(declared: dict[str, Json], where: str) -> Rule:
    rule = Rule()
    for key, value in declared.items():
        here = f"{where}/{key}"
        match key:
            case ".read":
                rule.read = _grant(value, here)
            case ".write":
                rule.write = _grant(value, here)
            case ".validate":
                _require_true(value, here)
            case ".indexOn":
                rule.index_on = _index_on(value, here)
            case _:
                _add_child(rule, key, value, here)
    return rule


def _add_child(rule: Rule, key: str, value: Json, here: str) -> None:
    name = "$" if key.startswith("$") else key
    if not isinstance(value, dict) or key.startswith("."):
        raise BadRequestError(
            f"{here}: expected .read, .write, .validate, .indexOn or an object of rules"
        )
    if name in rule.children:
        raise BadRequestError(f"{here}: there is another $ rule beside it; keep one")
    if name != "$" and len(parse_path(name)) != 1:
        raise BadRequestError(f"{here}: a rule's key is one key of the database")
    rule.children[name] = _rule(value, here)


def _grant(value: Json, here: str) -> Grant:
    text = str(value).lower() if isinstance(value, bool) else value
    grant = _GRANTS.get("".join(text.split())) if isinstance(text, str) else None
    if grant is None:
        raise BadRequestError(
            f"{here}: this server can't evaluate {value!r}; it knows true, false and auth != null"
        )
    return grant


def _require_true(value: Json, here: str) -> None:
    if value is not True and value != "true":
        raise BadRequestError(
            f"{here}: this server can't evaluate {value!r}; it knows .validate true only"
        )


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


OPEN_RULES = Rules({"rules": {".read": True, ".write": True}}, Rule(Grant.ANYONE, Grant.ANYONE))
"""What a database has before any rules are loaded."""
