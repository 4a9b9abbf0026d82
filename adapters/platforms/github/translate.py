"""GitHub's words to ours: users become profiles; what they build in public stands below the bio as a hint.

Source: GitHub REST API, "Users", "Followers" and "Repositories".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel, ValidationError

from adapters.platforms.shared.fields import READ, Count, Instant, Text
from bot.core.profiles import Profile

PLATFORM = "github"
TOPICS = 4  # shown, the commonest first
LANGUAGES = 2
_TOPIC_MAX = 40  # characters


class _Read(BaseModel):
    model_config = READ


class Listed(_Read):
    """An entry of the list of followers."""

    id: int  # stays when the login changes
    login: str
    type: Text = "User"

    @property
    def key(self) -> str:
        return str(self.id)


class User(Listed):
    name: Text = ""
    bio: Text = ""
    company: Text = ""
    location: Text = ""
    blog: Text = ""
    avatar_url: Text = ""
    html_url: Text = ""
    followers: Count = None
    following: Count = None
    public_repos: Count = None
    created_at: Instant = None


class Repository(_Read):
    fork: bool = False
    language: Text = ""
    topics: list[str] = []


def listed_profile(who: Listed) -> Profile:
    """All that a list tells."""
    return Profile(id=who.key, handle=f"@{who.login}", bot=True if who.type == "Bot" else None)


def profile(user: User, repositories: Iterable[object] = ()) -> Profile:
    """A profile; company and public work stand below the bio, a line each, since they are as public as it is."""
    lines = [user.bio.strip()]
    if user.company.strip():
        lines.append(f"Works at {user.company.strip()}")
    lines.append(_work(repositories))
    return Profile(
        id=user.key,
        handle=f"@{user.login}",
        display_name=user.name,
        bio="\n".join(line for line in lines if line),
        location=user.location,
        url=user.html_url or None,
        avatar_url=user.avatar_url or None,
        followers=user.followers,
        following=user.following,
        posts=user.public_repos,
        created_at=user.created_at,
        bot=True if user.type == "Bot" else None,
    )


def _work(repositories: Iterable[object]) -> str:
    """Topics and languages of their own repositories, in words: "Public repositories about bees, in Rust"."""
    topics: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for raw in repositories:
        try:
            repository = Repository.model_validate(raw)
        except ValidationError:
            continue
        if repository.fork:
            continue
        topics.update(topic.replace("-", " ") for topic in repository.topics if len(topic) <= _TOPIC_MAX)
        if repository.language:
            languages[repository.language[:_TOPIC_MAX]] += 1
    about = ", ".join(topic for topic, _ in topics.most_common(TOPICS))
    written = " and ".join(language for language, _ in languages.most_common(LANGUAGES))
    words = " about " + about if about else ""
    words += f"{',' if about else ''} in {written}" if written else ""
    return f"Public repositories{words}" if words else ""
