"""The JSON API's shapes, exactly as the contract has them: a field may be added, never renamed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.core.commands import Reply, Trouble
from bot.core.compose import compose_url
from bot.core.people import CardState, Person
from bot.core.readings import Kind
from bot.core.touches import Source, Stage, Touch, Via, What
from bot.ports import Health, PeoplePage, State

Span = tuple[int, int]


class ProfileShape(BaseModel):
    """What the platform says of a person; null: it did not say."""

    id: str
    handle: str
    display_name: str
    bio: str
    location: str
    url: str | None
    avatar_url: str | None
    followers: int | None
    following: int | None
    posts: int | None
    created_at: datetime | None
    language: str | None
    verified: bool | None
    bot: bool | None


class TopicShape(BaseModel):
    label: str
    span: Span = Field(description="Code points of the bio, from and to.")


class QuestionShape(BaseModel):
    n: int = Field(description="What `ask @handle N` calls it.")
    text: str
    evidence: list[Span] = Field(
        description="The words of the bio it is about; empty for a neutral question."
    )
    topic: str
    compose_url: str | None = Field(description="Where a human sends it. Nothing opens it by itself.")


class CardShape(BaseModel):
    state: CardState
    reason: str | None


class PersonShape(BaseModel):
    """A follower."""

    id: str
    platform: str
    account: str
    handle: str
    display_name: str
    bio: str
    profile: ProfileShape
    language: str
    kind: Kind
    reasons: list[str]
    topics: list[TopicShape]
    questions: list[QuestionShape]
    stage: Stage
    owner: str | None
    card: CardShape
    arrived_at: datetime
    updated_at: datetime
    no: int = Field(description="The number printed on the card.")
    owner_until: datetime | None
    your_turn: bool = Field(description="They wrote, and nothing of ours came later.")


class TouchShape(BaseModel):
    """One thing that happened. Append-only: what was taken back stands here with the entry that took it back."""

    id: str
    what: What
    via: Via | None
    by: str
    source: Source
    at: datetime
    note: str
    link: str | None
    retracts: str | None
    until: datetime | None


class PersonWithTouches(PersonShape):
    touches: list[TouchShape]


class PeopleShape(BaseModel):
    """A page of followers, newest first."""

    items: list[PersonShape]
    next: str | None = Field(description="The cursor of the next page; null at the end.")
    total: int


class CommandIn(BaseModel):
    """A command, said as in a chat."""

    model_config = ConfigDict(populate_by_name=True)

    text: str = Field(description='For example `log @ada replied "by the canal"`.')
    as_: str | None = Field(
        None, alias="as", max_length=200, description='Who does it; "api" unless told. Noted under `by`.'
    )


class ChoiceShape(BaseModel):
    label: str
    text: str = Field(description="The command that means this one.")


class CommandOut(BaseModel):
    """What came of a command. A refusal is an answer too: `ok` is false and `error` says which."""

    ok: bool
    text: str
    followers: list[str]
    choices: list[ChoiceShape]
    error: Trouble | None
    questions: list[str] = Field(description="Suggested words, to copy.")


class Answered(BaseModel):
    public: int
    dm: int
    other: int


class AutoDm(BaseModel):
    seen: int
    told: int
    off: int


class Left(BaseModel):
    total: int
    followed_back: int
    median_days: float | None


class ReplyRate(BaseModel):
    n: int
    k: int
    low: float | None
    high: float | None
    words: str


class By(BaseModel):
    platform: Any
    weekday: Any
    hour: Any
    topic: Any


class FollowerCounts(BaseModel):
    before: int | None
    during: int | None
    after: int | None


class ReportShape(BaseModel):
    """The figures of a report; people are counted once, by what they reached in the window."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    zone: str
    arrived: int
    asked: int
    answered: Answered
    talking: int
    liked_only: int
    pitched: int
    auto_dm: AutoDm
    quiet: int
    left: Left
    never_asked: int
    empty_bios: int
    good: list[str]
    reply_rate: ReplyRate
    median_minutes_to_ask: float | None
    by: By
    followers: FollowerCounts


class PartShape(BaseModel):
    name: str
    state: State
    words: str
    last_at: datetime | None


class ReadyShape(BaseModel):
    """Able to work? Strangers learn only that."""

    ok: bool
    parts: list[PartShape] | None = None
    held: int | None = None
    queued: int | None = None
    jobs: int | None = None
    dead_jobs: int | None = None


class AliveShape(BaseModel):
    status: Literal["ok"] = "ok"


# -- from our values ----------------------------------------------------------------------------


def person_fields(person: Person) -> dict[str, Any]:
    """Everything of `PersonShape`."""
    profile = person.profile
    return {
        "id": person.id,
        "platform": person.platform,
        "account": person.account,
        "handle": profile.handle,
        "display_name": profile.display_name,
        "bio": profile.bio,
        "profile": {name: getattr(profile, name) for name in ProfileShape.model_fields},
        "language": person.language,
        "kind": person.kind,
        "reasons": list(person.reasons),
        "topics": [{"label": topic.label, "span": topic.span} for topic in person.topics],
        "questions": [
            {
                "n": n,
                "text": question.text,
                "evidence": list(question.evidence),
                "topic": question.topic,
                "compose_url": compose_url(
                    person.platform,
                    account=person.account,
                    handle=profile.handle,
                    url=profile.url,
                    text=question.text,
                ),
            }
            for n, question in enumerate(person.questions, 1)
        ],
        "stage": person.stage,
        "owner": person.owner,
        "card": {"state": person.card_state, "reason": person.card_reason},
        "arrived_at": person.arrived_at,
        "updated_at": person.updated_at,
        "no": person.no,
        "owner_until": person.owner_until,
        "your_turn": person.your_turn,
    }


def person_with_touches(person: Person) -> PersonWithTouches:
    touches = [_touch_fields(touch) for touch in person.touches]
    return PersonWithTouches.model_validate({**person_fields(person), "touches": touches})


def people(page: PeoplePage) -> PeopleShape:
    items = [PersonShape.model_validate(person_fields(person)) for person in page.items]
    return PeopleShape(items=items, next=page.next_cursor, total=page.total)


def command_out(reply: Reply) -> CommandOut:
    return CommandOut(
        ok=reply.ok,
        text=reply.text,
        followers=list(reply.followers),
        choices=[ChoiceShape(label=choice.label, text=choice.text) for choice in reply.choices],
        error=reply.error,
        questions=list(reply.questions),
    )


def ready(health: Health, *, to_stranger: bool) -> ReadyShape:
    if to_stranger:
        return ReadyShape(ok=health.is_able)
    parts = [
        PartShape(name=part.name, state=part.state, words=part.words, last_at=part.last_at)
        for part in health.parts
    ]
    return ReadyShape(
        ok=health.is_able,
        parts=parts,
        held=health.held,
        queued=health.queued,
        jobs=health.jobs,
        dead_jobs=health.dead_jobs,
    )


def _touch_fields(touch: Touch) -> dict[str, Any]:
    return {name: getattr(touch, name) for name in TouchShape.model_fields}
