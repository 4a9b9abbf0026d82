"""One press in Slack, whatever it stood on: a message, an answer, a form, the home tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.chats.slack.answers import ONE
from adapters.chats.slack.blocks import said_by
from adapters.chats.slack.inbox import Pressed


@dataclass(frozen=True, slots=True)
class Click:
    """One press of a button or choice of a menu.

    Attributes:
        said: the command, such as "log replied".
        person: the id on the button, or of the channel that was chosen; "" for words that are about nobody.
        is_alone: it stands in an answer that only its reader sees, and which a new one may replace.
    """

    user: str
    said: str
    person: str
    key: str
    trigger: str
    channel: str
    block: str
    view: dict[str, Any]
    is_alone: bool
    url: str

    @property
    def is_plain(self) -> bool:
        """On a message, with all it needs on the button: it can wait on disk."""
        return bool(self.key and self.url) and not self.view and not self.said.startswith("who choice")

    @property
    def pressed(self) -> Pressed:
        return Pressed(self.user, self.said, self.person, self.key, self.is_alone, self.url)

    @staticmethod
    def again(kept: Pressed) -> Click:
        """As it was when it was kept."""
        return Click(kept.user, kept.said, kept.person, kept.key, "", "", "", {}, kept.is_alone, kept.url)

    @staticmethod
    def of(body: dict[str, Any]) -> Click:
        """From the payload of a `block_actions` interaction."""
        action = body["actions"][0]
        chosen = (action.get("selected_option") or {}).get("value")
        said, person = said_by(str(action.get("action_id", ""))), str(action.get("value") or "")
        if "selected_conversation" in action:
            person = str(action["selected_conversation"] or "")
        if chosen is not None:
            word, _, person = str(chosen).partition(" ")
            said = word.replace(".", " ")
        trigger = str(body.get("trigger_id") or "")
        container = body.get("container") or {}
        block = str(action.get("block_id") or "")
        return Click(
            user=str(body["user"]["id"]),
            said=said,
            person=person,
            key=f"slack:{trigger}" if trigger else "",
            trigger=trigger,
            channel=str((body.get("channel") or {}).get("id") or ""),
            block=block,
            view=body.get("view") or {},
            is_alone=bool(container.get("is_ephemeral")) and block.startswith(ONE),
            url=str(body.get("response_url") or ""),
        )
