"""Discord's refusals in our own words: what can be waited for, what a look is needed for, what will never go through.

Codes: Discord API, "Opcodes and Status Codes", JSON error codes.
"""

from __future__ import annotations

import aiohttp
import discord

from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, HellobackError, SendUnsure

MEND_S = 300.0  # seconds until the next try where somebody has to mend something first
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_GUILD = 10003, 10008, 10004
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013

REFUSED = (
    "Discord no longer accepts the token in DISCORD_BOT_TOKEN. Make a new one in the developer portal (Bot, Reset Token), "
    "put it in .env and restart; `helloback check` tests it."
)
_MEND = {
    UNKNOWN_CHANNEL: "The channel is gone. Choose another with /hello settings channel, or set DISCORD_CHANNEL_ID.",
    UNKNOWN_GUILD: "The server is gone, or I was removed from it. `helloback check` prints the link that invites me.",
    MISSING_ACCESS: "I cannot see the channel: I was removed from the server, or View Channel is missing there.",
    MISSING_PERMISSIONS: "I may not write in the channel: give me View Channel and Send Messages there.",
}


NO_PRIVATE = 50007
_ALONE = (
    "Discord does not let me write to them alone: they take no direct messages from members of this server "
    "(its menu, Privacy Settings)."
)


class NeedsMending(ChatUnavailable):
    """Somebody has to mend something on Discord's side; until then every further call would only annoy it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retry_after_s=MEND_S, needs_you=True)


def fault(error: Exception, *, sending: bool = False) -> HellobackError:
    """What an error of a call means.

    Args:
        sending: a message was on its way, which may or may not have arrived.
    """
    if isinstance(error, discord.RateLimited):
        return ChatUnavailable("Discord asks me to slow down.", retry_after_s=error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _answered(error, sending=sending)
    if isinstance(error, aiohttp.ClientConnectorError):  # the line was never there, so nothing was sent
        return ChatUnavailable("I cannot reach Discord.")
    if isinstance(error, (aiohttp.ClientError, OSError, TimeoutError)):
        return (
            SendUnsure("The line to Discord broke.")
            if sending
            else ChatUnavailable("I cannot reach Discord.")
        )
    return ChatUnavailable(f"Discord does not work as I know it ({type(error).__name__}).")


def _answered(error: discord.HTTPException, *, sending: bool) -> HellobackError:
    if error.status == 401:
        return NeedsMending(REFUSED)
    if error.code in _MEND:
        return ChannelRefused(_MEND[error.code])
    if error.code == NO_PRIVATE:
        return ChatRefused(_ALONE)
    if error.status == 429:
        return ChatUnavailable("Discord asks me to slow down.", retry_after_s=60)
    if error.status >= 500:
        words = f"Discord has trouble of its own ({error.status})."
        return SendUnsure(words) if sending else ChatUnavailable(words)
    if error.code == UNKNOWN_MESSAGE:
        return ChatRefused("The message was deleted in Discord.")
    if error.status == 403:
        return NeedsMending(f"Discord does not let me do that ({error.code}).")
    return ChatRefused(f"Discord refused the message ({error.status}, {error.code}).")
