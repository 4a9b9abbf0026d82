"""Judges payloads as Slack does: what Slack refuses is refused here, with Slack's own word for it.

Sources: Slack, "Block Kit reference", "View object", "chat.postMessage"; the bound on all text is what users measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ALL_TEXT = 10_000  # characters over all blocks of a message; 9.6 k passed, 11.3 k did not

Json = Mapping[str, Any]


class Refusal(Exception):
    """Slack's word, and what it is about."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def need(condition: object, detail: str, code: str = "invalid_blocks") -> None:
    if not condition:
        raise Refusal(code, detail)


def known(part: Json, *fields: str, required: tuple[str, ...] = ()) -> None:
    """No field that Slack does not know, and every one that it needs."""
    extra = set(part) - {"type", *fields, *required}
    need(not extra, f"{part.get('type')}: unknown fields {sorted(extra)}")
    missing = [name for name in required if name not in part]
    need(not missing, f"{part.get('type')}: missing {missing}")


def text_of(part: Any, *, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
    need(isinstance(part, Mapping), "a text object was expected")
    need(part.get("type") in kinds, f"text of type {part.get('type')} is not allowed here")
    known(part, *(("emoji",) if part["type"] == "plain_text" else ("verbatim",)), required=("text",))
    need(
        isinstance(part["text"], str) and 1 <= len(part["text"]) <= limit,
        f"a text of 1 to {limit} characters",
    )


def plain(part: Any, *, limit: int) -> None:
    text_of(part, limit=limit, kinds=("plain_text",))


# -- elements -----------------------------------------------------------------------------------


def action_id(part: Json) -> None:
    need(isinstance(part.get("action_id"), str) and 1 <= len(part["action_id"]) <= 255, "action_id")


def confirm(part: Json) -> None:
    if "confirm" in part:
        known(part["confirm"], "style", required=("title", "text", "confirm", "deny"))
        plain(part["confirm"]["title"], limit=100)
        text_of(part["confirm"]["text"], limit=300)
        plain(part["confirm"]["confirm"], limit=30)
        plain(part["confirm"]["deny"], limit=30)


def link(url: Any) -> None:
    need(
        isinstance(url, str) and re.match(r"https?://", url) and len(url) <= 3000, "a web address up to 3,000"
    )
    need(not re.search(r"[\s<>|\"]", url), "an address without spaces or markup")


def button(part: Json) -> None:
    known(part, "value", "url", "style", "confirm", "accessibility_label", required=("text", "action_id"))
    action_id(part)
    plain(part["text"], limit=75)
    confirm(part)
    if "value" in part:
        need(isinstance(part["value"], str) and 1 <= len(part["value"]) <= 2000, "button value")
    if "url" in part:
        link(part["url"])
    need(part.get("style") in (None, "primary", "danger"), "style")


def options_of(part: Json, least: int, most: int) -> None:
    found = part.get("options")
    need(isinstance(found, list) and least <= len(found) <= most, f"{least} to {most} options")
    assert isinstance(found, list)
    for option in found:
        need(not set(option) - {"text", "value", "description", "url"}, "option fields")
        plain(option["text"], limit=75)
        need(isinstance(option["value"], str) and 1 <= len(option["value"]) <= 150, "option value")
    values = [option["value"] for option in found]
    need(len(set(values)) == len(values), "option values differ")
    first = part.get("initial_option")
    need(first is None or first in found, "initial_option is one of the options")


def overflow(part: Json) -> None:
    known(part, "confirm", required=("action_id", "options"))
    action_id(part)
    options_of(part, 2, 5)


def static_select(part: Json) -> None:
    known(
        part, "placeholder", "initial_option", "confirm", "focus_on_load", required=("action_id", "options")
    )
    action_id(part)
    options_of(part, 1, 100)
    if "placeholder" in part:
        plain(part["placeholder"], limit=150)


def radio_buttons(part: Json) -> None:
    known(part, "initial_option", "confirm", "focus_on_load", required=("action_id", "options"))
    action_id(part)
    options_of(part, 1, 10)


def plain_text_input(part: Json) -> None:
    known(
        part,
        "initial_value", "multiline", "min_length", "max_length", "placeholder", "focus_on_load", "dispatch_action_config",
        required=("action_id",),
    )  # fmt: skip
    action_id(part)
    limit = part.get("max_length", 3000)
    need(1 <= limit <= 3000, "max_length")
    need(len(part.get("initial_value", "")) <= limit, "initial_value")


def url_text_input(part: Json) -> None:
    known(part, "initial_value", "placeholder", "focus_on_load", required=("action_id",))
    action_id(part)


def datepicker(part: Json) -> None:
    known(part, "initial_date", "placeholder", "confirm", "focus_on_load", required=("action_id",))
    action_id(part)
    if "initial_date" in part:
        date.fromisoformat(part["initial_date"])


def timepicker(part: Json) -> None:
    known(
        part, "initial_time", "placeholder", "timezone", "confirm", "focus_on_load", required=("action_id",)
    )
    action_id(part)
    need(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", part.get("initial_time", "00:00")), "initial_time")


def conversations_select(part: Json) -> None:
    known(
        part,
        "placeholder", "initial_conversation", "default_to_current_conversation", "filter", "confirm", "focus_on_load",
        required=("action_id",),
    )  # fmt: skip
    action_id(part)
    need(
        not set(part.get("filter", {}))
        - {"include", "exclude_external_shared_channels", "exclude_bot_users"},
        "filter",
    )


def image_block(part: Json) -> None:
    """As wide as the message: by an address, or by the id of an upload."""
    known(part, "image_url", "slack_file", "title", required=("alt_text",))
    need(("image_url" in part) != ("slack_file" in part), "an address or a file")
    need(1 <= len(part["alt_text"]) <= 2000, "alt_text")
    if "slack_file" in part:
        need(set(part["slack_file"]) == {"id"}, "slack_file")
    else:
        link(part["image_url"])


def image(part: Json) -> None:
    known(part, required=("image_url", "alt_text"))
    link(part["image_url"])
    need(1 <= len(part["alt_text"]) <= 2000, "alt_text")


ELEMENTS: Mapping[str, Callable[[Json], None]] = {
    "button": button,
    "overflow": overflow,
    "static_select": static_select,
    "radio_buttons": radio_buttons,
    "plain_text_input": plain_text_input,
    "url_text_input": url_text_input,
    "datepicker": datepicker,
    "timepicker": timepicker,
    "conversations_select": conversations_select,
    "image": image,
}
IN_ACTIONS = ("button", "overflow", "static_select", "datepicker", "radio_buttons")
IN_SECTION = (*IN_ACTIONS, "image", "conversations_select")
IN_INPUT = (
    "plain_text_input",
    "static_select",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "url_text_input",
    "conversations_select",
)


def element(part: Any, allowed: tuple[str, ...]) -> None:
    need(isinstance(part, Mapping) and part.get("type") in allowed, f"element {part} is not allowed here")
    ELEMENTS[part["type"]](part)


# -- blocks -------------------------------------------------------------------------------------


def section(part: Json) -> None:
    known(part, "text", "fields", "accessory", "expand")
    need("text" in part or "fields" in part, "a section says something")
    if "text" in part:
        text_of(part["text"], limit=3000)
    for field in part.get("fields", []):
        text_of(field, limit=2000)
    if "accessory" in part:
        element(part["accessory"], IN_SECTION)


def context(part: Json) -> None:
    known(part, required=("elements",))
    need(1 <= len(part["elements"]) <= 10, "1 to 10 elements")
    for item in part["elements"]:
        if item.get("type") == "image":
            image(item)
        else:
            text_of(item, limit=3000)


def actions(part: Json) -> None:
    known(part, required=("elements",))
    need(1 <= len(part["elements"]) <= 25, "1 to 25 elements")
    for item in part["elements"]:
        element(item, IN_ACTIONS)
    ids = [item["action_id"] for item in part["elements"]]
    need(len(set(ids)) == len(ids), f"action ids differ: {ids}")


def header(part: Json) -> None:
    known(part, "level", required=("text",))
    plain(part["text"], limit=150)


def divider(part: Json) -> None:
    known(part)


def input_block(part: Json) -> None:
    known(part, "hint", "optional", "dispatch_action", required=("label", "element"))
    plain(part["label"], limit=2000)
    if "hint" in part:
        plain(part["hint"], limit=2000)
    element(part["element"], IN_INPUT)


RICH_TEXT = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")


def rich_text(part: Json) -> None:
    known(part, required=("elements",))
    need(part["elements"], "rich text has elements")
    for item in part["elements"]:
        if item.get("type") == "rich_text_list":
            known(item, "indent", "offset", "border", required=("style", "elements"))
            need(item["style"] in ("bullet", "ordered"), "list style")
            for row in item["elements"]:
                rich_section(row)
        else:
            rich_section(item)


def rich_section(part: Json) -> None:
    need(part.get("type") in RICH_TEXT, f"rich text of type {part.get('type')}")
    known(part, "border", required=("elements",))
    need(part["elements"], "rich text has elements")
    for item in part["elements"]:
        need(item.get("type") in ("text", "link"), f"rich text element {item.get('type')}")
        known(item, "style", "text", "url", "unsafe")
        need(not set(item.get("style", {})) - {"bold", "italic", "strike", "code"}, "style")
        if item["type"] == "text":
            need(isinstance(item.get("text"), str) and item["text"], "an empty text")
        else:
            link(item.get("url"))


BLOCKS: Mapping[str, Callable[[Json], None]] = {
    "section": section,
    "context": context,
    "actions": actions,
    "header": header,
    "divider": divider,
    "image": image_block,
    "input": input_block,
    "rich_text": rich_text,
}


def blocks(parts: Any, *, most: int, code: str = "invalid_blocks") -> None:
    need(isinstance(parts, list), "blocks are a list", "invalid_blocks_format")
    need(len(parts) <= most, f"{len(parts)} blocks", code)
    seen = set()
    for part in parts:
        need(isinstance(part, Mapping) and part.get("type") in BLOCKS, f"block {part}")
        block_id = part.get("block_id")
        need(block_id is None or (isinstance(block_id, str) and 1 <= len(block_id) <= 255), "block_id")
        need(block_id is None or block_id not in seen, f"block_id {block_id} twice")
        seen.add(block_id)
        BLOCKS[part["type"]]({k: v for k, v in part.items() if k != "block_id"})


def characters(part: Any) -> int:
    if isinstance(part, Mapping):
        own = part.get("text")
        below = sum(characters(value) for value in part.values() if not isinstance(value, str))
        return below + (len(own) if isinstance(own, str) else 0)
    return sum(characters(item) for item in part) if isinstance(part, list) else 0


MESSAGE_FIELDS = {
    "channel", "text", "blocks", "metadata", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media", "thread_ts", "ts",
    "user", "response_type", "replace_original", "delete_original",
}  # fmt: skip


def message(args: Json) -> None:
    """A message to be posted, changed, or shown to one user."""
    extra = set(args) - MESSAGE_FIELDS
    need(not extra, f"unknown arguments {sorted(extra)}", "invalid_arguments")
    need(args.get("text") or args.get("blocks"), "neither text nor blocks", "no_text")
    need(args.get("text"), "blocks without a text for notifications", "no_text")
    need(len(args["text"]) <= 40_000, "text", "msg_too_long")
    need(args.get("link_names") in (None, False, 0), "link_names would make mentions", "our_own_rule")
    need(not re.search(r"<[!@#]", args["text"]), "a mention in the text", "our_own_rule")
    if args.get("blocks"):
        blocks(args["blocks"], most=MESSAGE_BLOCKS)
        need(characters(args["blocks"]) <= ALL_TEXT, "too much text in all", "msg_blocks_too_long")
    if "metadata" in args:
        told = args["metadata"]
        need(set(told) == {"event_type", "event_payload"}, "metadata", "invalid_metadata_format")
        need(isinstance(told["event_payload"], dict), "metadata", "invalid_metadata_format")


def view(part: Any) -> None:
    """A modal or a home tab."""
    need(isinstance(part, Mapping), "a view is an object", "invalid_arguments")
    kind = part.get("type")
    fields = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if kind == "modal":
        fields |= {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
        plain(part.get("title"), limit=24)
        for name in ("submit", "close"):
            if name in part:
                plain(part[name], limit=24)
    need(kind in ("modal", "home"), f"view of type {kind}", "invalid_arguments")
    need(not set(part) - fields, f"unknown fields {sorted(set(part) - fields)}", "invalid_arguments")
    need(len(part.get("private_metadata", "")) <= 3000, "private_metadata", "invalid_arguments")
    need(len(part.get("callback_id", "")) <= 255, "callback_id", "invalid_arguments")
    blocks(part.get("blocks"), most=VIEW_BLOCKS, code="invalid_arguments")
    has_input = any(block["type"] == "input" for block in part["blocks"])
    need(not has_input or "submit" in part, "a form needs a submit button", "invalid_arguments")
