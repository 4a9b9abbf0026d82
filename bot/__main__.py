"""`python -m bot`, inside a checkout."""

from bot.cli import main

main()
