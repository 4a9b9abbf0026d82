"""What somebody chose in a chat in place of the settings: its time zone, and the language of questions for unclear bios."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection

from bot.store import facts

ZONES, LANGUAGE = "chosen:zones", "chosen:language"


class Chosen:
    """Read once at the start and kept up to date here, because it is asked for at every tick and every arrival.

    Attributes:
        zones: by chat; others have the zone of the settings.
        language: two letters.
    """

    def __init__(self, *, language: str, zones: Mapping[str, ZoneInfo]) -> None:
        self.language = language
        self.zones = dict(zones)

    def load(self, connection: Connection) -> None:
        """What was chosen before."""
        self.language = facts.get(connection, LANGUAGE) or self.language
        for chat, name in (facts.get(connection, ZONES) or {}).items():
            if zone := zone_of(name):
                self.zones[chat] = zone

    def set_zone(self, connection: Connection, chat: str, zone: ZoneInfo) -> None:
        said = facts.get(connection, ZONES) or {}
        facts.put(connection, ZONES, said | {chat: zone.key})
        self.zones[chat] = zone

    def set_language(self, connection: Connection, language: str) -> None:
        facts.put(connection, LANGUAGE, language)
        self.language = language


def zone_of(name: str) -> ZoneInfo | None:
    """A zone by its IANA name; `None` where there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
