"""Bluesky's words to ours: notifications, posts and the chat log become arrivals and observations.

Times are those at which the network took a record in: a record's own `createdAt` may say anything.
Source: lexicons app.bsky.notification.listNotifications, app.bsky.actor.defs, app.bsky.feed.defs, chat.bsky.convo.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from adapters.platforms.shared.fields import READ, Count, Instant, Text
from bot.core.profiles import Profile
from bot.core.touches import Via, What
from bot.ports import Arrival, Event, Observation

PLATFORM = "bluesky"
MENTION = "app.bsky.richtext.facet#mention"
ANSWERS = ("reply", "mention", "quote")


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


def _dict(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _is_did(value: str) -> str:
    if not value.startswith("did:") or len(value) > 2048:
        raise ValueError("expected a DID")
    return value


Items = Annotated[list[Any], BeforeValidator(_list)]
Raw = Annotated[dict[str, Any], BeforeValidator(_dict)]
Did = Annotated[str, AfterValidator(_is_did)]


class _Read(BaseModel):
    model_config = READ


class Actor(_Read):
    did: Did
    handle: Text = ""
    name: Text = Field("", alias="displayName")
    description: Text = ""
    avatar: Text = ""
    website: Text = ""
    followers: Count = Field(None, alias="followersCount")
    follows: Count = Field(None, alias="followsCount")
    posts: Count = Field(None, alias="postsCount")
    created_at: Instant = Field(None, alias="createdAt")
    labels: Items = []


class Notification(_Read):
    uri: str
    reason: Text = ""
    author: Actor
    indexed_at: Instant = Field(None, alias="indexedAt")


class Post(_Read):
    uri: str
    author: Actor
    record: Raw = {}
    indexed_at: Instant = Field(None, alias="indexedAt")


class Sender(_Read):
    did: Did


class Message(_Read):
    id: str
    sender: Sender
    sent_at: Instant = Field(None, alias="sentAt")


class LogEntry(_Read):
    type: Text = Field("", alias="$type")
    convo_id: Text = Field("", alias="convoId")
    message: Raw = {}


def profile(actor: Actor) -> Profile:
    """A profile; the bio is plain text already. "handle.invalid" is what the network says of a broken handle."""
    handle = actor.handle if actor.handle not in ("", "handle.invalid") else actor.did
    bio = actor.description.strip()
    if actor.website and actor.website not in bio:
        bio = f"{bio}\n{actor.website}".strip()
    return Profile(
        id=actor.did,
        handle=f"@{handle}",
        display_name=actor.name,
        bio=bio,
        url=f"https://bsky.app/profile/{actor.did}",
        avatar_url=actor.avatar or None,
        followers=actor.followers,
        following=actor.follows,
        posts=actor.posts,
        created_at=actor.created_at,
        bot=True if _says_bot(actor) else None,
    )


def _says_bot(actor: Actor) -> bool:
    """The label that an account gives itself."""
    return any(
        isinstance(label, dict) and label.get("val") == "bot" and label.get("src") == actor.did
        for label in actor.labels
    )


def event(notification: Notification, actor: Actor, *, account: str) -> Event | None:
    """What a notification says.

    Args:
        actor: its author as known best; the notification's own view lacks the counts.
    """
    if notification.reason == "follow":
        return Arrival(
            PLATFORM,
            profile(actor),
            account=account,
            event_id=notification.uri,
            at=notification.indexed_at,
        )
    if notification.reason in ANSWERS:
        return Observation(
            PLATFORM,
            account,
            actor.did,
            event_id=notification.uri,
            what=What.REPLIED,
            via=Via.PUBLIC,
            at=notification.indexed_at,
            link=_link(notification.uri),
        )
    return None


def asked(post: Post, *, me: str, account: str) -> tuple[Observation, ...]:
    """Whom a post of ours speaks to: whoever it answers, and whom it mentions."""
    people = [_author(_at(post.record, "reply", "parent", "uri")), *_mentioned(post.record)]
    return tuple(
        Observation(
            PLATFORM,
            account,
            did,
            event_id=f"{post.uri}:{did}",
            what=What.ASKED,
            via=Via.PUBLIC,
            at=post.indexed_at,
            link=_link(post.uri),
        )
        for did in dict.fromkeys(people)
        if did and did != me
    )


def message(entry: Message, *, me: str, members: list[str], account: str) -> tuple[Observation, ...]:
    """A direct message: theirs is an answer, or automatic; ours a question to whoever else is there.

    Args:
        members: the DIDs of the conversation, needed for ours only.
    """
    if entry.sender.did != me:
        people, what = [entry.sender.did], What.REPLIED
    else:
        people, what = [did for did in members if did != me], What.ASKED
    return tuple(
        Observation(
            PLATFORM,
            account,
            did,
            event_id=f"message:{entry.id}:{did}",
            what=what,
            via=Via.DM,
            at=entry.sent_at,
            may_be_automatic=what is What.REPLIED,
        )
        for did in people
    )


def _mentioned(record: Mapping[str, Any]) -> list[str]:
    found = []
    for facet in _seq(record.get("facets")):
        for feature in _seq(_at(facet, "features")):
            did = _at(feature, "did")
            if _at(feature, "$type") == MENTION and isinstance(did, str) and did.startswith("did:"):
                found.append(did)
    return found


def _at(value: object, *path: str) -> object:
    """The value down a path of keys; `None` where it ends."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _seq(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _author(uri: object) -> str:
    """The DID in "at://did:plc:…/collection/rkey"."""
    if not isinstance(uri, str) or not uri.startswith("at://did:"):
        return ""
    return uri.removeprefix("at://").partition("/")[0]


def _link(uri: str) -> str | None:
    """Where a human reads a post."""
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, rkey = rest.partition("/")
    if collection != "app.bsky.feed.post" or not did.startswith("did:") or not rkey.isalnum():
        return None
    return f"https://bsky.app/profile/{did}/post/{rkey}"
