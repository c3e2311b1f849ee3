"""Slack's limits on Block Kit, with the numbers of its reference."""

import json
from typing import Any

Json = Any

BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE = 13_000
"""Characters of all blocks of a message as JSON. Slack documents no limit; about 17,000 were
refused."""
PLAIN = ("plain_text",)
ANY = ("plain_text", "mrkdwn")


def message_problems(blocks: Json) -> list[str]:
    """Return what is wrong with a message's blocks, in Slack's words where they are known."""
    return _blocks(blocks, BLOCKS, {"header", "section", "context", "actions", "divider"})


def view_problems(view: Json) -> list[str]:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return ["invalid type [json-pointer:/view/type]"]
    return [
        *_text("/view/title", view.get("title"), 24, PLAIN),
        *(_text("/view/submit", view["submit"], 24, PLAIN) if "submit" in view else ()),
        *(_text("/view/close", view["close"], 24, PLAIN) if "close" in view else ()),
        *_string("/view/private_metadata", view.get("private_metadata", ""), 3000),
        *_string("/view/callback_id", view.get("callback_id", ""), 255),
        *_blocks(view.get("blocks"), VIEW_BLOCKS, {*CHECKS, "divider"}),
    ]


def is_too_long(blocks: Json) -> bool:
    return _length(json.dumps(blocks, ensure_ascii=False)) > MESSAGE


def _blocks(blocks: Json, most: int, kinds: set[str]) -> list[str]:
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    problems = _count("/blocks", blocks, most)
    for number, block in enumerate(blocks):
        place = f"/blocks/{number}"
        kind = str(block.get("type")) if isinstance(block, dict) else ""
        if kind not in kinds:
            problems.append(f"unsupported type: {kind} [json-pointer:{place}/type]")
        elif kind in CHECKS:
            problems += CHECKS[kind](place, block)
    return problems


def _header(place: str, block: Json) -> list[str]:
    return _text(f"{place}/text", block.get("text"), 150, PLAIN)


def _section(place: str, block: Json) -> list[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        return [f"missing required field: text [json-pointer:{place}]"]
    problems = _text(f"{place}/text", block["text"], 3000, ANY) if "text" in block else []
    if fields is None:
        return problems
    return problems + _texts(f"{place}/fields", fields, 2000)


def _context(place: str, block: Json) -> list[str]:
    return _texts(f"{place}/elements", block.get("elements"), 3000)


def _actions(place: str, block: Json) -> list[str]:
    elements = block.get("elements") or []
    problems = _count(f"{place}/elements", elements, 25)
    names = [element.get("action_id") for element in elements]
    if len(set(names)) < len(names):
        problems.append(f"`action_id` must be unique [json-pointer:{place}/elements]")
    for number, element in enumerate(elements):
        problems += _button(f"{place}/elements/{number}", element)
    return problems


def _button(place: str, button: Json) -> list[str]:
    if button.get("type") != "button":
        return [f"unsupported type: {button.get('type')} [json-pointer:{place}/type]"]
    url = button.get("url", "https://")
    return [
        *_text(f"{place}/text", button.get("text"), 75, PLAIN),
        *_string(f"{place}/action_id", button.get("action_id"), 255),
        *_string(f"{place}/value", button.get("value", ""), 2000),
        *_string(f"{place}/url", url, 3000),
        *([] if str(url).startswith(("http://", "https://")) else [f"invalid url: {place}/url"]),
        *([] if button.get("style", "danger") in ("primary", "danger") else [f"{place}/style"]),
    ]


def _input(place: str, block: Json) -> list[str]:
    element = block.get("element") or {}
    return [
        *_text(f"{place}/label", block.get("label"), 2000, PLAIN),
        *(_text(f"{place}/hint", block["hint"], 2000, PLAIN) if "hint" in block else ()),
        *_string(f"{place}/element/type", element.get("type"), 255),
        *_string(f"{place}/element/action_id", element.get("action_id"), 255),
    ]


def _texts(place: str, texts: Json, longest: int) -> list[str]:
    problems = _count(place, texts or [], 10)
    for number, text in enumerate(texts or []):
        problems += _text(f"{place}/{number}", text, longest, ANY)
    return problems


def _text(place: str, text: Json, longest: int, kinds: tuple[str, ...]) -> list[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        return [f"must be one of {', '.join(kinds)} [json-pointer:{place}/type]"]
    if not text.get("text"):
        return [f"must be more than 0 characters [json-pointer:{place}/text]"]
    return _string(f"{place}/text", text["text"], longest)


def _string(place: str, text: Json, longest: int) -> list[str]:
    if not isinstance(text, str):
        return [f"must be a string [json-pointer:{place}]"]
    if _length(text) > longest:
        return [f"must be less than {longest + 1} characters [json-pointer:{place}]"]
    return []


def _count(place: str, items: Json, most: int) -> list[str]:
    if not items:
        return [f"must have at least 1 item [json-pointer:{place}]"]
    return (
        [f"no more than {most} items allowed [json-pointer:{place}]"] if len(items) > most else []
    )


def _length(text: str) -> int:
    """Count UTF-16 units, an emoji as two: Slack doesn't document it, and this is the stricter."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


CHECKS = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
}
