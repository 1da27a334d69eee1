"""List the rules, each with what it finds, its parameters, their defaults and meaning.

A policy sets them as `rule.parameter`, and switches a rule off by `rule.on`. The books' own parameters stand in
projections/README.md.

examples:
  okr-ledger rules
  okr-ledger rules --format json
"""

from __future__ import annotations

import argparse

from deploy.usage import answer, formats


def arguments(parser: argparse.ArgumentParser) -> None:
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The rules are printed."""
    from projections.policy import DEFAULT
    from projections.reports import screen
    from projections.reports.screen import plain
    from projections.rules.registry import registered

    if args.format == "json":
        answer(
            [
                {
                    "rule": rule.name,
                    "scope": rule.scope,
                    "means": rule.means,
                    "parameters": [
                        {
                            "parameter": f"{rule.name}.{name}",
                            "default": getattr(DEFAULT, f"{rule.name}_{name}"),
                            "means": means,
                        }
                        for name, means in rule.parameters.items()
                    ],
                }
                for rule in registered()
            ]
        )
        return 0
    out = screen.console(None)
    for rule in registered():
        out.print(plain(f"{rule.name}: {rule.means}", style="bold"))
        table = screen.table("parameter", "default", "means")
        for name, means in rule.parameters.items():
            value = getattr(DEFAULT, f"{rule.name}_{name}")
            table.add_row(f"{rule.name}.{name}", str(value).lower(), plain(means))
        out.print(table)
        out.print()
    return 0
