"""Migrations, run at start on an older database. All of it is one transaction: the old revision or the new one."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection

from bot.errors import HellobackError

HEAD = "0005"  # the newest file in versions/; a test holds the two together


class TooNew(HellobackError):
    """The database was written by a newer Helloback."""


def upgrade(connection: Connection, current: str | None) -> None:
    """Bring the database to `HEAD`. Raises `TooNew` for a revision this program does not know."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    with resources.as_file(resources.files(__package__)) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        if current is not None:
            try:
                ScriptDirectory.from_config(config).get_revision(current)
            except CommandError as error:
                raise TooNew(
                    f"The database is at revision {current}, which this version does not know. "
                    "Install the newer Helloback again, or restore an older back-up."
                ) from error
        command.upgrade(config, "head")
