"""Write the pages of the events and of the commands.

These are events/README.md, from the facts, and services/README.md, from the decisions. The exit code is 1 where
`--check` finds one that is not current.

examples:
  okr-ledger catalogue
  okr-ledger catalogue --check
"""

from __future__ import annotations

import argparse
from pathlib import Path

from deploy.usage import answer, formats

ROOT = Path(__file__).resolve().parent.parent.parent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing, only say whether they are current")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """Both pages are current; with `--check` only the answer whether they are."""
    told = [_page(name, text, args.check) for name, text in pages().items()]
    if args.format == "json":
        answer({"pages": told})
    else:
        for page in told:
            said = "is current" if page["current"] else "is not current: run `python3 deploy catalogue`"
            print(f"wrote {page['page']}" if page["written"] else f"{page['page']} {said}")
    return 0 if all(page["current"] for page in told) else 1


def pages() -> dict[str, str]:
    """What the pages ought to be, by their paths."""
    import events.handbook
    import services.handbook

    return {"events/README.md": events.handbook.page(), "services/README.md": services.handbook.page()}


def _page(name: str, text: str, check: bool) -> dict[str, object]:
    file = ROOT / name
    current = file.exists() and file.read_text(encoding="utf-8") == text
    written = not current and not check
    if written:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return {"page": name, "current": current or written, "written": written}
