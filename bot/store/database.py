"""The database: opened with its migrations run, one writer that commits in groups, a few readers.

Whoever waits to write shares the next commit: each piece of work has a savepoint of its own, so one that fails
takes nothing with it, and everybody is answered after the commit. Nothing here awaits the network.

Work runs in threads on SQLAlchemy's plain engine. Its asyncio engine hands every statement and every fetch to a thread
of its own: 39 hand-overs an arrival, and 113 arrivals a second where this takes several hundred.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import HellobackError, StoreUnavailable
from bot.store.migrations import HEAD
from bot.store.tables import metadata

log = logging.getLogger(__name__)

T = TypeVar("T")

GROUP_MAX = 64  # pieces of work in one commit; more would make the first wait for the last
BUSY_TIMEOUT_S = 5
READERS = 3  # threads


class StoreBroken(HellobackError):
    """The database cannot be used as it is; the message says how to mend it."""


@dataclass(slots=True)
class _Work:
    run: Callable[[Connection], Any]
    done: asyncio.Future[Any]


@dataclass(slots=True)
class Bell:
    """Rings for everybody who waits, after something was committed."""

    _waiting: set[asyncio.Event] = field(default_factory=set)

    def ring(self) -> None:
        for waiter in self._waiting:
            waiter.set()

    @contextlib.contextmanager
    def ears(self) -> Iterator[asyncio.Event]:
        """An event that is set at every ring; clear it before looking, wait on it after."""
        heard = asyncio.Event()
        self._waiting.add(heard)
        try:
            yield heard
        finally:
            self._waiting.discard(heard)


class _Threads:
    """Where work runs: writing in one thread, so that there is one writer, and reading beside it."""

    def __init__(self) -> None:
        self.writer = ThreadPoolExecutor(1, "store-writer")
        self.readers = ThreadPoolExecutor(READERS, "store-reader")

    def close(self) -> None:
        for pool in (self.writer, self.readers):
            pool.shutdown(wait=True)


class Store:
    """One database. Work is a plain function of a connection; it may be run again only if it raised."""

    def __init__(self, engine: Engine, threads: _Threads) -> None:
        self._engine = engine
        self._threads = threads
        self._queue: asyncio.Queue[_Work] = asyncio.Queue()
        self.bell = Bell()
        self.failing: str | None = None  # why nothing can be written now, in words
        self._is_closed = False

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection of its own; it sees one consistent state. `StoreUnavailable` if it cannot."""
        loop = asyncio.get_running_loop()
        self._must_be_open()
        try:
            return await loop.run_in_executor(self._threads.readers, self._read, work)
        except OperationalError as error:
            raise _unavailable(error) from error

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect().execution_options(begin="BEGIN") as connection:
            return work(connection)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` and commit. Raises what it raises, with nothing stored; `StoreUnavailable` if nothing can be."""
        self._must_be_open()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Work(work, done))
        return await done

    def _must_be_open(self) -> None:
        """Whoever comes after the end would wait for ever: a workspace can be closed while others go on."""
        if self._is_closed:
            raise StoreUnavailable("This workspace was closed. Nothing was stored.")

    async def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, so that what was erased is in neither."""
        await asyncio.get_running_loop().run_in_executor(self._threads.writer, self._checkpoint)

    def _checkpoint(self) -> None:
        with self._engine.connect().execution_options(begin=None) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def vacuum(self) -> None:
        """Make the file anew, without the pages that held what was erased. Nobody writes meanwhile."""
        await asyncio.get_running_loop().run_in_executor(self._threads.writer, self._vacuum)

    def _vacuum(self) -> None:
        with self._engine.connect().execution_options(begin=None) as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def serve(self) -> None:
        """The writer, until cancelled; what was handed in before is committed first."""
        while True:
            group = [await self._queue.get()]
            while len(group) < GROUP_MAX and not self._queue.empty():
                group.append(self._queue.get_nowait())
            await finish(self._commit(group))

    async def _commit(self, group: list[_Work]) -> None:
        loop = asyncio.get_running_loop()
        try:
            outcomes = await loop.run_in_executor(
                self._threads.writer, self._run_group, [w.run for w in group]
            )
        except Exception as error:
            self._fail(group, error)
            return
        if self.failing:
            log.info("The database takes entries again.")
            self.failing = None
        for work, outcome in zip(group, outcomes, strict=True):
            _settle(work.done, outcome)
        self.bell.ring()

    def _run_group(self, group: list[Callable[[Connection], Any]]) -> list[Any]:
        with self._engine.begin() as connection:
            if len(group) == 1:
                return [group[0](connection)]
            return [_run_one(connection, work) for work in group]

    def _fail(self, group: list[_Work], error: Exception) -> None:
        if isinstance(error, OperationalError):
            error = _unavailable(error)
            if self.failing is None:
                log.error("%s", error)
            self.failing = str(error)
        for work in group:
            _settle(work.done, error)

    async def drain(self) -> None:
        """Commit what still waits, and take nothing more (at the end, after the writer was cancelled)."""
        self._is_closed = True
        group: list[_Work] = []
        while not self._queue.empty():
            group.append(self._queue.get_nowait())
        if group:
            await self._commit(group)


async def finish(work: Coroutine[Any, Any, None]) -> None:
    """Await something that must not be cut in two: a cancellation counts when it is done."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _settle(done: asyncio.Future[Any], outcome: Any) -> None:
    if done.done():  # whoever asked has gone; the entry stands all the same
        return
    if isinstance(outcome, BaseException):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)


def _run_one(connection: Connection, work: Callable[[Connection], Any]) -> Any:
    try:
        with connection.begin_nested():
            return work(connection)
    except OperationalError:  # the database itself: the whole group fails
        raise
    except Exception as error:  # handed to whoever asked
        return error


def _unavailable(error: OperationalError) -> StoreUnavailable:
    reason = str(error.orig)
    hints = {
        "full": "The disk is full. Make room; nothing is lost.",
        "readonly": "The database cannot be written. Give this user the right to write the file and its folder.",
        "locked": "Another program holds the database. Close it; I try again.",
        "I/O": "The disk does not answer. Check it.",
        "unable to open": "The database cannot be opened. Check the folder in HELLOBACK_DATABASE_URL.",
    }
    words = next((said for sign, said in hints.items() if sign in reason), f"The database refused: {reason}.")
    unavailable = StoreUnavailable(words)
    unavailable.__cause__ = error
    return unavailable


# -- opening ------------------------------------------------------------------------------------


def database_path(url: str) -> Path | None:
    """The file behind an sqlite URL; `None` for other databases."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def _engine(url: str, *, synchronous: str) -> Engine:
    path = database_path(url)
    if path is None:
        raise StoreBroken(
            "HELLOBACK_DATABASE_URL: only sqlite:///… works in this version. "
            "Leave it out to keep everything in helloback.db."
        )
    engine = create_engine(
        f"sqlite:///{path}", pool_size=READERS + 1, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "cache_size=-500",  # kB for each of five connections; the system keeps the file in memory once for all
            f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is forgotten leaves no trace in the file
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later is refused at once when another writer came between;
        # so it takes the lock at the start, unless its owner says that it only reads, or wants none.
        if begin := connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(begin)

    return engine


def _create_private(path: Path) -> None:
    """Make the file with mode 0600 before SQLite would make it with the umask's."""
    if not path.parent.is_dir():
        raise StoreBroken(
            f"The folder of the database is missing: {path.parent}. Make it, or set HELLOBACK_DATABASE_URL."
        )
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        current = _revision(connection)
        if current is None:
            # Alembic costs over a second of CPU and 15 MB to import; an empty database needs none of its steps.
            metadata.create_all(connection)
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            )
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        elif current != HEAD:
            from bot.store.migrations import upgrade

            upgrade(connection, current)


def _revision(connection: Connection) -> str | None:
    known = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
    ).scalar()
    if not known:
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


@contextlib.asynccontextmanager
async def open_store(url: str, *, synchronous: str = "NORMAL") -> AsyncIterator[Store]:
    """The store, ready to be used; its writer runs until the block ends.

    Args:
        url: "sqlite:///file.db".
        synchronous: SQLite's; "FULL" also survives a power cut, at a third of the speed.

    Raises:
        StoreBroken: the file is damaged, newer than this program, or cannot be made.
    """
    path = database_path(url)
    if path is not None:
        _create_private(path)
    engine = _engine(url, synchronous=synchronous)
    threads = _Threads()
    try:
        try:
            await asyncio.get_running_loop().run_in_executor(threads.writer, _migrate, engine)
        except DBAPIError as error:
            raise StoreBroken(
                f"The database {path} cannot be read ({error.orig}). Restore a back-up, "
                "or move the file away to begin anew."
            ) from error
        store = Store(engine, threads)
        writer = asyncio.create_task(store.serve(), name="store:writer")
        try:
            yield store
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            await store.drain()
    finally:
        threads.close()
        engine.dispose()
