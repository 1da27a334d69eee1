"""Write the event catalogue, events/README.md, from the facts; --check only says whether it is current."""

from __future__ import annotations

import argparse
from pathlib import Path

from events.handbook import page

README = Path(__file__).resolve().parent.parent.parent / "events" / "README.md"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when it is not current")


def run(args: argparse.Namespace) -> int:
    """The page is current; with `--check` only the answer whether it is."""
    current = README.exists() and README.read_text(encoding="utf-8") == page()
    if current:
        print("events/README.md is current")
    elif args.check:
        print("events/README.md is not current: run `python3 deploy catalogue`")
        return 1
    else:
        README.write_text(page(), encoding="utf-8")
        print("wrote events/README.md")
    return 0
