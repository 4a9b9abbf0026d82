"""One door in front of several workspaces: each arrival goes to the workspace that its account belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.profiles import Event
from bot.errors import InputError, StoreUnavailable
from bot.ports import Cursor, Intake, Showing, Taken

Place = tuple[str, str]  # a chat and its own id of a workspace
Routes = Mapping[tuple[str, str], Place]  # by platform and account; what is not in it is at home

DEFAULT = "default"  # the account of whoever names none


class WorkspaceClosed(StoreUnavailable):
    """A workspace that is not connected takes nothing: the sender keeps it and tries again, so nothing is lost."""


class RoutedIntake:
    """A `bot.ports.Intake` that knows where to.

    A call is for one workspace: across two stores "all or none" could not be kept, so a call for two is refused whole.
    """

    def __init__(self, home: Intake, routes: Routes, intake_of: Callable[[Place], Intake]) -> None:
        """Take the routes as they are.

        Args:
            intake_of: the intake of a further workspace; raises `WorkspaceClosed` where there is none now.
        """
        self._home = home
        self._routes = routes
        self._intake_of = intake_of

    async def take(
        self,
        events: Sequence[Event],
        *,
        call_id: str | None = None,
        showing: Showing = Showing.LIVE,
        cursor: Cursor | None = None,
    ) -> Taken:
        """As the port says; `InputError` names the first event that is for another workspace than those before it."""
        places = [self.place_of(event) for event in events]
        stray = next((n for n, place in enumerate(places) if place != places[0]), None)
        if stray is not None:
            raise InputError(
                "Nothing of this call was stored: it is for two workspaces, which share nothing. Send a call for each",
                ((f"data[{stray}].account", "belongs to another workspace than data[0]"),),
            )
        place = places[0] if places else None
        intake = self._home if place is None else self._intake_of(place)
        return await intake.take(events, call_id=call_id, showing=showing, cursor=cursor)

    def place_of(self, event: Event) -> Place | None:
        """The workspace that an event is for; `None` is home."""
        return self._routes.get(route_key(event.platform, event.account))


def route_key(platform: str, account: str) -> tuple[str, str]:
    """An account as routes name it: people write its "@" and its capitals as they like."""
    return platform.strip().casefold(), account.strip().removeprefix("@").casefold() or DEFAULT
