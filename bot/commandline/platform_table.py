"""`python -m bot.commandline.platform_table`: writes the table of docs/platforms/README.md from what adapters declare."""

from __future__ import annotations

import sys
from pathlib import Path

PAGE = Path("docs/platforms/README.md")
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"


def platform_table() -> str:
    """The table, in Markdown."""
    from adapters.platforms.bluesky import DECLARATION as BLUESKY
    from adapters.platforms.github import DECLARATION as GITHUB
    from adapters.platforms.mastodon import DECLARATION as MASTODON
    from adapters.platforms.shared.declaration import table

    return table([MASTODON, BLUESKY, GITHUB])


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + platform_table() + END + rest.partition(END)[2]


def main() -> int:
    if not PAGE.is_file():
        print(f"{PAGE} is not here: run it in the folder of the project.", file=sys.stderr)
        return 1
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
