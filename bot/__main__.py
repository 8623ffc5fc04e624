"""`python -m bot` is `friction`."""

from bot.cli import main

main()
