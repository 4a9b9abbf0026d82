"""One writer, groups, migrations: what the rest of the bot leans on."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text

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


def _migrated(tmp_path: Path) -> Engine:
    """A database that went through every migration, as an old one did; a new one is made at once."""
    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    with engine.begin() as connection:
        migrations.upgrade(connection, None)
    return engine


def test_migrations_lead_to_exactly_the_tables(tmp_path: Path) -> None:
    """A column that only the code knows would fail at the user who upgrades. Alembic's own comparison."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    engine = _migrated(tmp_path)
    with engine.connect() as connection:
        left = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert left == []


async def test_a_new_database_is_what_the_migrations_lead_to(tmp_path: Path) -> None:
    """The short way and the long way end at the same place."""

    def made(connection: Connection) -> dict[str, tuple[object, ...]]:
        look = inspect(connection)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
                sorted((i["name"], i["column_names"], i["unique"]) for i in look.get_indexes(table)),
                sorted((u["name"], u["column_names"]) for u in look.get_unique_constraints(table)),
                look.get_pk_constraint(table)["constrained_columns"],
            )
            for table in look.get_table_names()
        }

    engine = _migrated(tmp_path)
    with engine.connect() as connection:
        the_long_way = made(connection)
    engine.dispose()
    async with open_store(f"sqlite:///{tmp_path}/new.db") as store:
        the_short_way = await store.read(made)

    assert the_short_way == the_long_way


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
