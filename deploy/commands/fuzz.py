"""Fuzz what reads from outside: files of events, histories, archives, requests and proofs.

Inputs are changed and joined so that they reach more and more of the code, from the examples on. What raises anything
but its own refusal, takes more than ten seconds or a gigabyte, is written to a file, and the exit code is 1; `python -m
deploy.fuzzing TARGET FILE` tries that file again. What was reached is kept below the state directory, and the next run
goes on from it. It needs atheris, which is among the project's own requirements on Linux on x86-64.

examples:
  okr-ledger fuzz --minutes 10
  okr-ledger fuzz history --minutes 2 --output found
"""

from __future__ import annotations

import argparse
import importlib.util
import math
from pathlib import Path

from deploy.commands import Failure
from deploy.usage import answer, formats

NAMES = ("events", "history", "archive", "command", "proof")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is fuzzed, for how long, and where findings go."""
    names = f"what is fuzzed: {', '.join(NAMES)} or all (default: all, in turn)"
    parser.add_argument("target", nargs="?", choices=[*NAMES, "all"], default="all", metavar="TARGET", help=names)
    parser.add_argument("--minutes", type=float, default=5.0, metavar="N", help="for how long in all (default: 5)")
    parser.add_argument("--output", metavar="DIR", help="where findings go (default: below the state directory)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """What was fuzzed has been told; 1 where anything was found."""
    from deploy.servers import state_directory
    from deploy.waiting import tell

    if importlib.util.find_spec("atheris") is None:
        raise Failure(
            "atheris is not installed here: it is to be had for Linux on x86-64, with the project's own tools"
        )
    if not (math.isfinite(args.minutes) and args.minutes > 0):
        raise Failure("--minutes: expected a number above 0")
    from deploy.fuzzing.campaign import fuzzed

    targets = NAMES if args.target == "all" else (args.target,)
    corpus = state_directory() / "fuzzing"
    output = Path(args.output) if args.output else corpus / "found"
    campaigns = []
    for target in targets:
        tell(f"{target}: fuzzing for {args.minutes / len(targets):.1f} minutes")
        campaigns.append(fuzzed(target, max(1, round(args.minutes * 60 / len(targets))), corpus, output))
    if args.format == "json":
        answer({"targets": campaigns})
    else:
        for each in campaigns:
            reached = f"{each.edges:,} edges and {each.features:,} features reached"
            print(f"{each.target}: {each.inputs:,} inputs tried, {reached}, {each.peak_mib:,} MiB at most")
            if each.said:
                print(each.said)
            print("".join(f"found: {path}\n" for path in each.found), end="")
    return 1 if any(each.said for each in campaigns) else 0
