"""Print all settings: the value of each, where it comes from, and what it means.

They are variables of the environment. One that holds a secret can also be given as a file: DATABASE_URL_FILE names a
file that holds what DATABASE_URL would. No password and no key is printed.

examples:
  okr-ledger settings
  okr-ledger settings --format json
"""

from __future__ import annotations

import argparse
import os

from deploy.usage import answer, formats


def arguments(parser: argparse.ArgumentParser) -> None:
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The settings are printed, if this program could start with them."""
    from deploy.settings import checked
    from deploy.variables import found
    from projections.reports import screen
    from projections.reports.screen import plain

    settings = found(os.environ)
    checked(os.environ)
    if args.format == "json":
        answer({"settings": settings})
        return 0
    out = screen.console(None)
    for each in settings:
        value = f"{each.value} {each.unit}".strip() or "not set"
        out.print(plain(f"{each.name}: {value} ({each.source})", style="bold"))
        out.print(plain(f"  {each.means}"))
    return 0
