"""One writer, groups, migrations: what the rest of the bot leans on."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from bot.errors import StoreUnavailable
from bot.store import migrations
from bot.store.database import Store, StoreBroken, open_store
from bot.store.migrations import HEAD, TooNew
from bot.store.tables import metadata


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path}/hello.db") as opened:
        yield opened


def put(name: str) -> Callable[[Connection], int]:
    statement = text("INSERT INTO facts VALUES (:name, '1')")
    return lambda connection: connection.execute(statement, {"name": name}).rowcount


async def names(store: Store) -> set[str]:
    return await store.read(lambda c: set(c.execute(text("SELECT name FROM facts")).scalars()))


async def test_many_writers_are_all_stored(store: Store) -> None:
    """Whoever waits shares the next commit."""
    await asyncio.gather(*(store.write(put(f"n{n}")) for n in range(300)))

    assert len(await names(store)) == 300


async def test_one_failure_in_a_group_leaves_the_others_stored(store: Store) -> None:
    """Each piece of work has a savepoint of its own."""

    def broken(connection: Connection) -> None:
        put("never")(connection)
        raise ValueError("mine alone")

    results = await asyncio.gather(
        store.write(put("a")),
        store.write(broken),
        store.write(put("b")),
        return_exceptions=True,
    )

    assert [type(r).__name__ for r in results] == ["int", "ValueError", "int"]
    assert await names(store) == {"a", "b"}


async def test_work_whose_caller_has_gone_is_stored_all_the_same(store: Store) -> None:
    """A sender that hangs up after the last byte must not undo what others share with it."""
    task = asyncio.ensure_future(store.write(put("a")))
    await asyncio.sleep(0)
    task.cancel()
    await store.write(put("b"))

    assert await names(store) == {"a", "b"}


async def test_a_locked_database_says_so_and_recovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the file: refuse, in words, and go on as soon as it lets go."""
    monkeypatch.setattr("bot.store.database.BUSY_TIMEOUT_S", 0.05)
    async with open_store(f"sqlite:///{tmp_path}/hello.db") as store:
        other = sqlite3.connect(tmp_path / "hello.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="Another program holds the database"):
            await store.write(put("a"))
        assert store.failing

        other.execute("ROLLBACK")
        other.close()
        await store.write(put("a"))

        assert store.failing is None


async def test_a_full_disk_refuses_and_nothing_is_half_stored(store: Store) -> None:
    """A sender must not be told 2xx for what is not on disk."""
    await store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1").scalar())

    def big(connection: Connection) -> None:
        connection.execute(text("INSERT INTO facts VALUES ('big', :v)"), {"v": "x" * 5_000_000})

    with pytest.raises(StoreUnavailable, match="disk is full"):
        await store.write(big)

    assert await names(store) == set()


async def test_the_file_is_private(tmp_path: Path) -> None:
    """Bios and tokens are nobody else's business on a shared machine."""
    async with open_store(f"sqlite:///{tmp_path}/hello.db"):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert set(modes.values()) == {0o600}


async def test_migrations_build_exactly_the_tables(tmp_path: Path) -> None:
    """A column that only the code knows would fail at the first user."""
    async with open_store(f"sqlite:///{tmp_path}/hello.db") as store:

        def found(connection: Connection) -> dict[str, set[str]]:
            look = inspect(connection)
            return {name: {c["name"] for c in look.get_columns(name)} for name in look.get_table_names()}

        built = await store.read(found)

    wanted = {name: {column.name for column in table.columns} for name, table in metadata.tables.items()}
    assert {name: columns for name, columns in built.items() if name != "alembic_version"} == wanted


async def test_no_difference_is_left_between_migrations_and_tables(tmp_path: Path) -> None:
    """Alembic's own comparison: types and indexes too."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    async with open_store(f"sqlite:///{tmp_path}/hello.db") as store:
        left = await store.read(lambda c: compare_metadata(MigrationContext.configure(c), metadata))

    assert left == []


def test_head_is_the_newest_migration() -> None:
    """The start compares with this constant, so that it need not import Alembic."""
    files = [path.name for path in resources.files(migrations).joinpath("versions").iterdir()]

    assert max(name.partition("_")[0] for name in files if name[0].isdigit()) == HEAD


async def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """After a downgrade: say so, change nothing."""
    path = tmp_path / "hello.db"
    async with open_store(f"sqlite:///{path}") as store:
        await store.write(
            lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")).rowcount
        )

    with pytest.raises(TooNew, match="9999"):
        async with open_store(f"sqlite:///{path}"):
            pass

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


async def test_a_damaged_file_is_named_and_kept(tmp_path: Path) -> None:
    """It may still be rescued; overwriting it would be the end of it."""
    path = tmp_path / "hello.db"
    path.write_bytes(b"this is no database at all" * 100)

    with pytest.raises(StoreBroken, match=r"hello\.db"):
        async with open_store(f"sqlite:///{path}"):
            pass

    assert path.read_bytes().startswith(b"this is no database")


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A typing mistake in a setting gets its remedy."""
    with pytest.raises(StoreBroken, match="HELLOBACK_DATABASE_URL"):
        async with open_store(f"sqlite:///{tmp_path}/nowhere/hello.db"):
            pass
