"""What Discord refuses: payloads are checked against its documented limits before anything is accepted.

Source: Discord API docs, "Component Reference", "Create Message", "Application Commands", "Interaction Response".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
ACTION_ROW, BUTTON, SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 3, 4, 9, 10, 11, 12, 14, 17, 18,
)  # fmt: skip
LINK = 5  # a button's style


class Refused(Exception):
    """400 with code 50035, "Invalid Form Body"."""


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component, nested ones included."""
    for each in components:
        yield each
        yield from walk(each.get("components", ()))
        for nested in ("accessory", "component"):
            if nested in each:
                yield from walk([each[nested]])


def need(holds: object, words: str) -> None:
    if not holds:
        raise Refused(words)


def check_message(
    body: Mapping[str, Any], *, is_edit: bool = False, files: Mapping[str, bytes] | None = None
) -> None:
    """A message as it is sent or edited, with the names of what is attached."""
    need("allowed_mentions" in body, "every message says whom it may ping")
    need(body["allowed_mentions"] == {"parse": []}, f"may ping somebody: {body['allowed_mentions']}")
    if is_edit and "components" not in body:
        return
    components = body.get("components") or []
    flags = body.get("flags") or 0
    if not components and not flags & COMPONENTS_V2:  # a plain old message
        need(1 <= len(body.get("content") or "") <= 2000, "content: 1 to 2,000 characters")
        return
    need(flags & COMPONENTS_V2, "new components need the flag IS_COMPONENTS_V2")
    need(not body.get("content") and not body.get("embeds"), "components v2 go without content and embeds")
    need(len(str(body.get("nonce") or "")) <= 25, "nonce: 25 characters at most")
    need(components, "an empty message")
    check_components(components)
    shown = {
        item["media"]["url"].removeprefix("attachment://")
        for each in walk(components)
        if each["type"] == GALLERY
        for item in each["items"]
        if item["media"]["url"].startswith("attachment://")
    }
    need(shown == set(files or {}), f"attached {set(files or {})}, shown {shown}")


def check_components(components: Sequence[Mapping[str, Any]]) -> None:
    """The whole tree of a message."""
    every = list(walk(components))
    need(len(every) <= 40, f"{len(every)} components; 40 at most")
    written = sum(len(each.get("content", "")) for each in every if each["type"] == TEXT)
    need(written <= 4000, f"{written} characters of text; 4,000 at most")
    custom_ids = [each["custom_id"] for each in every if "custom_id" in each]
    need(len(set(custom_ids)) == len(custom_ids), f"custom_id twice: {custom_ids}")
    ids = [each["id"] for each in every if each.get("id")]
    need(len(set(ids)) == len(ids), "component id twice")
    need(all(0 <= each < 2**31 for each in ids), "component id: 32 bits")
    for each in components:
        need(
            each["type"] in (ACTION_ROW, SECTION, TEXT, GALLERY, SEPARATOR, CONTAINER),
            f"type {each['type']} on top",
        )
    for each in every:
        _CHECKS.get(each["type"], _unknown)(each)


def _row(row: Mapping[str, Any]) -> None:
    inside = row["components"]
    kinds = {each["type"] for each in inside}
    need(inside and kinds in ({BUTTON}, {SELECT}), "a row holds buttons, or one menu")
    need(len(inside) <= (5 if kinds == {BUTTON} else 1), f"{len(inside)} in a row")


def _button(button: Mapping[str, Any]) -> None:
    need(1 <= len(button.get("label", "")) <= 80, f"label: {button.get('label')!r}")
    if button["style"] == LINK:
        need("custom_id" not in button, "a link has no custom_id")
        need(re.match(r"(https?|discord)://", button["url"]) and len(button["url"]) <= 512, "url of a link")
    else:
        need(1 <= len(button["custom_id"]) <= 100, "custom_id: 1 to 100 characters")


def _select(menu: Mapping[str, Any]) -> None:
    need(1 <= len(menu["custom_id"]) <= 100, "custom_id: 1 to 100 characters")
    need(len(menu.get("placeholder") or "") <= 150, "placeholder: 150 characters at most")
    need(1 <= len(menu["options"]) <= 25, "1 to 25 options")
    values = [option["value"] for option in menu["options"]]
    need(len(set(values)) == len(values), "option value twice")
    for option in menu["options"]:
        need(1 <= len(option["label"]) <= 100 and 1 <= len(option["value"]) <= 100, "option too long")
        need(len(option.get("description") or "") <= 100, "description of an option")


def _section(section: Mapping[str, Any]) -> None:
    need(1 <= len(section["components"]) <= 3, "a section has one to three texts")
    need(all(each["type"] == TEXT for each in section["components"]), "a section holds texts")
    need(section["accessory"]["type"] in (BUTTON, THUMBNAIL), "an accessory is a button or a thumbnail")


def _text(text: Mapping[str, Any]) -> None:
    need(text["content"].strip(), "an empty text")


def _thumbnail(thumbnail: Mapping[str, Any]) -> None:
    need(thumbnail["media"]["url"].startswith(("https://", "http://", "attachment://")), "url of a thumbnail")


def _gallery(gallery: Mapping[str, Any]) -> None:
    need(1 <= len(gallery["items"]) <= 10, "1 to 10 pictures")
    for item in gallery["items"]:
        need(item["media"]["url"].startswith(("https://", "attachment://")), "url of a picture")
        need(1 <= len(item.get("description") or "") <= 1024, "alt text: 1 to 1,024 characters")


def _container(container: Mapping[str, Any]) -> None:
    need(container["components"], "an empty container")
    inside = {each["type"] for each in container["components"]}
    need(inside <= {ACTION_ROW, SECTION, TEXT, GALLERY, SEPARATOR}, f"in a container: {inside}")
    need(0 <= (container.get("accent_color") or 0) <= 0xFFFFFF, "accent colour")


def _nothing(component: Mapping[str, Any]) -> None:
    pass


def _unknown(component: Mapping[str, Any]) -> None:
    raise Refused(f"type {component['type']}")


_CHECKS = {
    ACTION_ROW: _row,
    BUTTON: _button,
    SELECT: _select,
    SECTION: _section,
    TEXT: _text,
    THUMBNAIL: _thumbnail,
    GALLERY: _gallery,
    SEPARATOR: _nothing,
    CONTAINER: _container,
}


def check_modal(modal: Mapping[str, Any]) -> None:
    """A modal as an answer to an interaction."""
    need(1 <= len(modal["title"]) <= 45, f"title: {modal['title']!r}")
    need(1 <= len(modal["custom_id"]) <= 100, "custom_id: 1 to 100 characters")
    need(1 <= len(modal["components"]) <= 5, "one to five fields")
    for label in modal["components"]:
        need(label["type"] == LABEL and 1 <= len(label["label"]) <= 45, f"label: {label}")
        need(len(label.get("description") or "") <= 100, "description of a field")
        field = label["component"]
        need(field["type"] in (TEXT_INPUT, SELECT), "a field is text or a menu")
        if field["type"] == SELECT:
            _select(field)
        else:
            need(1 <= len(field["custom_id"]) <= 100, "custom_id of a field")
            need(len(field.get("placeholder") or "") <= 100, "placeholder: 100 characters at most")
            need(1 <= (field.get("max_length") or 4000) <= 4000, "max_length")


_NAME = re.compile(r"[-_'a-z0-9]{1,32}")


def check_commands(commands: Sequence[Mapping[str, Any]]) -> None:
    """What is synced."""
    need(len([c for c in commands if c.get("type", 1) == 1]) <= 100, "100 slash commands at most")
    for command in commands:
        if command.get("type", 1) != 1:
            need(1 <= len(command["name"]) <= 32 and not command.get("description"), "a context menu")
            continue
        need(size_of(command) <= 8000, f"{size_of(command)} characters; 8,000 at most")
        _named(command)
        _options(command.get("options", ()))


def size_of(command: Mapping[str, Any]) -> int:
    """Characters over all names, descriptions and values; Discord, "Application Command Object"."""
    total = len(command["name"]) + len(command.get("description") or "")
    for choice in command.get("choices", ()):
        total += len(choice["name"]) + len(str(choice["value"]))
    return total + sum(size_of(option) for option in command.get("options", ()))


def _named(command: Mapping[str, Any]) -> None:
    need(_NAME.fullmatch(command["name"]), f"name: {command['name']!r}")
    need(1 <= len(command["description"]) <= 100, f"description: {command['description']!r}")


def _options(options: Sequence[Mapping[str, Any]]) -> None:
    need(len(options) <= 25, f"{len(options)} options; 25 at most")
    seen_optional = False
    for option in options:
        _named(option)
        need(len(option.get("choices", ())) <= 25, "25 choices at most")
        need(not (option.get("choices") and option.get("autocomplete")), "choices and autocomplete")
        if option["type"] > 2:
            need(not (option.get("required") and seen_optional), "required ones come first")
            seen_optional |= not option.get("required")
        _options(option.get("options", ()))
