"""Take the pictures of the README and the docs: the demo in a headless browser, at fixed sizes.

    .venv/bin/python scripts/pictures.py [FOLDER]

Needs what the page's tests need: Playwright from the dev lock, and a Chromium (see tests/adapters/chats/page).
"""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sys
import urllib.request
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]
# So that the pictures show more than waiting.
SAYS = ("ask {0} 1", "log {0} dm", "ask {1} 2", "snooze {2} 2d")
VIEWS = {"channel": "/", "waiting": "/waiting", "person": "/people/{0}"}
ASKED = 24  # for the report: charts need ten
OUTCOMES = ("replied", "dm", "", "", "liked", "call")  # of those asked, in turn


async def main(folder: Path) -> None:
    """Start the demo, let things happen, and look."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--fast", "--no-open", "--seed", "3"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert demo.stdout is not None
    url = (await demo.stdout.readline()).decode().split()[1]
    try:
        await asyncio.sleep(12)  # the demo's whole day
        people = await asyncio.to_thread(_happen, url)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
            for name, path in VIEWS.items():
                where = url + path.format(people[0])
                await _take(browser, where, folder / f"{name}-light.png", width=1280, height=1080)
            await _take(browser, url, folder / "channel-dark.png", width=1280, height=1080, scheme="dark")
            await _take(browser, url, folder / "phone.png", width=390, height=844)
            await asyncio.to_thread(_ask_more, url)
            report = f"{url}/report"
            await _take(browser, report, folder / "report-light.png", width=1280, height=1080)
            await browser.close()
    finally:
        demo.send_signal(signal.SIGTERM)
        await demo.wait()


def _happen(url: str) -> list[str]:
    """Ask and log a little, as a user would; returns the ids of the people it was about."""
    waiting = _json(f"{url}/api/followers?stage=waiting&limit=200")["items"]
    shown = [p for p in waiting if p["card"]["state"] == "shown" and len(p["questions"]) == 3]
    people = [p["id"] for p in shown if p["language"] == "en"][1:4]  # the newest one stays as it came
    for text in SAYS:
        _json(f"{url}/api/commands", {"text": text.format(*people), "as": "you"})
    return people


def _ask_more(url: str) -> None:
    """Enough questions and answers for charts. The demo's people answer by themselves too."""
    people = [p["id"] for p in _json(f"{url}/api/followers?limit=200")["items"] if p["questions"]]
    for n, person in enumerate(people[:ASKED]):
        said = [f"ask {person} {n % 3 + 1}"]
        said += [f"log {person} {OUTCOMES[n % len(OUTCOMES)]}"] if OUTCOMES[n % len(OUTCOMES)] else []
        said += [f"log {person} good"] if n % 8 == 0 else []
        for text in said:
            _json(f"{url}/api/commands", {"text": text, "as": "you"})


def _json(url: str, body: dict[str, str] | None = None) -> Any:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the address that the demo printed
        return json.load(answer)


def _chromium() -> str | None:
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


async def _take(
    browser: Browser, url: str, path: Path, *, width: int, height: int, scheme: str = "light"
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_timeout(1_000)  # fonts, and the jump to the newest card
    await page.screenshot(path=path)
    await context.close()
    print(path.name)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
