"""One running bot to a database file: a second one would post everything twice."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bot.errors import HellobackError
from bot.store.database import database_path

try:
    import fcntl
except ImportError:  # Windows: nothing to hold on to, so nobody is stopped
    fcntl = None  # type: ignore[assignment]


class AlreadyRunning(HellobackError):
    """Another process runs the bot on this database."""


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """Hold the database's lock; the system lets go of it when the process ends, however it ends.

    Raises:
        AlreadyRunning: somebody else holds it.
    """
    database = database_path(url)
    if fcntl is None or database is None:
        yield
        return
    path = database.with_name(database.name + ".lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"Another Helloback runs on {database} already. Stop it first, or set HELLOBACK_DATABASE_URL to another file."
            ) from error
        yield
