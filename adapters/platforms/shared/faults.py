"""What can go wrong with a platform, one type for every different answer."""

from __future__ import annotations

from bot.errors import HellobackError, NeedsYou


class Unavailable(HellobackError):
    """Theirs, and passing: come back later, after `retry_after_s` seconds where they said so."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class BadAnswer(Unavailable):
    """An answer that cannot be used: this page is given up, the next look begins anew.

    Attributes:
        status: of HTTP; 200 where only the body was at fault.
        code: the platform's own name of the error, if it gave one.
    """

    def __init__(self, message: str, *, status: int = 200, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class TokenRefused(NeedsYou):
    """The platform no longer accepts our token; only a human can help."""

    def __init__(self, title: str, setting: str, *, hint: str = "") -> None:
        super().__init__(
            f"{title} refused what stands in {setting}. {hint or 'Make a new one, put it in .env and restart'}; "
            "`helloback check` tests it."
        )
