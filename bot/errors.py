"""What can go wrong, one type for every different answer. Each message says what to do next."""

from __future__ import annotations


class HellobackError(Exception):
    """The base of all our errors; its text is for the person who reads it."""


class SettingsError(HellobackError):
    """Settings that cannot work, all faults at once."""


class InputError(HellobackError):
    """Input that cannot be taken.

    Attributes:
        faults: (field, message) pairs, e.g. ("data[3].profile.id", "expected text").
    """

    def __init__(self, title: str, faults: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__("; ".join([title, *(f"{field}: {message}" for field, message in faults)]))
        self.title = title
        self.faults = faults


class TooBusy(HellobackError):
    """More than the limit allows; come back after `retry_after_s` seconds."""

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StoreUnavailable(HellobackError):
    """The store cannot take anything now (disk full, locked, read-only); nothing was accepted."""


class ChatUnavailable(HellobackError):
    """A chat cannot be reached now; it passes. `retry_after_s` is what the chat asked for, if it did.

    Attributes:
        needs_you: it passes once somebody has done something about it (a refused token); the text says what.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None, needs_you: bool = False) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.needs_you = needs_you


class SendUnsure(HellobackError):
    """A message may or may not have arrived; look before sending it again."""


class ChatRefused(HellobackError):
    """A chat will not take this message, and a repeat would not help; the text is the reason on the card."""


class ChannelRefused(ChatRefused):
    """The channel takes nothing now (archived, gone, without us). Once somebody has mended it, what waits is sent by itself."""


class NeedsYou(HellobackError):
    """Only a human can mend this (a refused token, a missing right); a retry would only annoy the other side."""
