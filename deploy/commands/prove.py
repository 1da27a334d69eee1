"""Prove that an event is in an organisation's log, or that an earlier head begins a later one.

The proof comes complete with the signed head that it leads to, so that it is checked without this log, by
`okr-ledger check proof` or any program that knows the formats of C2SP (tlog-proof; for consistency the body that
tlog-witness defines).

examples:
  okr-ledger prove acme inclusion 42 > event-42.tlog-proof
  okr-ledger prove acme consistency 1200 > since-1200.proof
  okr-ledger prove acme consistency 1200 1500
"""

from __future__ import annotations

import argparse
import base64
from typing import TYPE_CHECKING

from deploy.usage import formats

if TYPE_CHECKING:
    from deploy.system import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org", metavar="ORG", help="the organisation's id")
    parser.add_argument("what", choices=["inclusion", "consistency"], help="what is to be proved")
    parser.add_argument("of", metavar="N", type=int, help="the event's position; or the size of the earlier head")
    parser.add_argument(
        "to", metavar="SIZE", type=int, nargs="?", help="the size of the head it leads to (default: the latest)"
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    from deploy import importing, usage
    from deploy.commands import Failure
    from events.log.prove import NoProof

    org = importing.checked_org(args.org)
    try:
        text, told = importing.within(lambda system: proved(system, org, args.what, args.of, args.to))
    except NoProof as error:
        raise Failure(str(error)) from None
    if args.format == "json":
        usage.answer(told)
    else:
        print(text, end="")
    return 0


async def proved(system: System, org: str, what: str, of: int, to: int | None) -> tuple[str, dict[str, object]]:
    """The proof as text, and as what a program is told. Raises NoProof."""
    from events.log import prove
    from events.proof import printed

    if what == "inclusion":
        of_event = await prove.inclusion(system.app, org, of, to)
        text = printed.inclusion(of_event.index, of_event.hashes, of_event.note)
        return text, {"org": org, "index": of_event.index, **_rest(of_event.hashes, of_event.note)}
    of_head = await prove.consistency(system.app, org, of, to)
    text = printed.consistency(of_head.old, of_head.hashes, of_head.note)
    return text, {"org": org, "old": of_head.old, **_rest(of_head.hashes, of_head.note)}


def _rest(hashes: tuple[bytes, ...], note: str) -> dict[str, object]:
    return {"hashes": [base64.b64encode(each).decode() for each in hashes], "checkpoint": note}
