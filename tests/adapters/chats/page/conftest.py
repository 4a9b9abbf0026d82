"""A browser for the page's tests: the first there is, or a skip that says which were looked for.

It is started once; each page has a context of its own, which shares nothing with others. Playwright stays on the loop it
was started on, so whatever uses it runs on the session's loop.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

OpenPage = Callable[..., Awaitable[Page]]
SLOW_MS = 20_000  # the machine may be busy

LOOKED_FOR = ("HELLOBACK_BROWSER", "chromium", "chromium-browser", "google-chrome", "Playwright's own")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def browser_path(playwright_own: str) -> str | None:
    """Where the browser is; `None`: there is none."""
    named = os.environ.get("HELLOBACK_BROWSER")
    if named:
        return shutil.which(named)
    for name in LOOKED_FOR[1:4]:
        if found := shutil.which(name):
            return found
    return playwright_own if Path(playwright_own).exists() else None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        path = browser_path(playwright.chromium.executable_path)
        if path is None:
            reason = f"no browser; looked for {', '.join(LOOKED_FOR)}"
            if os.environ.get("HELLOBACK_REQUIRE_BROWSER"):
                pytest.fail(reason)
            pytest.skip(reason)
        launched = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens pages, and fails a test whose pages complain: script errors, the policy, calls to other machines."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []
    expect.set_options(timeout=SLOW_MS)

    async def make(url: str, **context: Any) -> Page:
        opened = await browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        contexts.append(opened)
        page = await opened.new_page()
        page.set_default_timeout(SLOW_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("request", lambda r: faults.append(r.url) if "//127.0.0.1" not in r.url else None)
        await page.goto(url)
        return page

    yield make
    for opened in contexts:
        await opened.close()
    # A live line of a server that a test has stopped already is no fault of the page.
    assert not [fault for fault in faults if "net::ERR_" not in fault]
