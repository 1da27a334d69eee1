"""Write the event catalogue, events/README.md, from the facts.

The exit code is 1 where `--check` finds that it is not current.

examples:
  okr-ledger catalogue
  okr-ledger catalogue --check
"""

from __future__ import annotations

import argparse
from pathlib import Path

from deploy.usage import answer, formats
from events.handbook import page

README = Path(__file__).resolve().parent.parent.parent / "events" / "README.md"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing, only say whether it is current")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The page is current; with `--check` only the answer whether it is."""
    current = README.exists() and README.read_text(encoding="utf-8") == page()
    written = not current and not args.check
    if written:
        README.write_text(page(), encoding="utf-8")
    if args.format == "json":
        answer({"page": "events/README.md", "current": current or written, "written": written})
    elif written:
        print("wrote events/README.md")
    else:
        print(f"events/README.md is {'current' if current else 'not current: run `python3 deploy catalogue`'}")
    return 0 if current or written else 1
