"""Check a proof that `okr-ledger prove` made, without the log that it is of.

A proof of inclusion is checked with the event's bytes: a line of `okr-ledger export`. A proof of consistency is checked
with the earlier head. No server and no database is asked; the key is what you trust.

examples:
  okr-ledger check proof event-42.tlog-proof --event event.json --key okr-ledger/orgs/acme+8cdd1d6b+AXk...
  okr-ledger check proof since-1200.proof --head heads.txt --key okr-ledger/orgs/acme+8cdd1d6b+AXk...
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.proof.checkpoint import Signed
    from events.proof.note import Verifier
    from events.proof.printed import Consistency, Inclusion


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("proof", metavar="FILE", help="the proof; `-` reads standard input")
    parser.add_argument("--event", metavar="FILE", help="the event, for a proof of inclusion: its line of an export")
    parser.add_argument("--head", metavar="FILE", help="the earlier head, for a proof of consistency (or several)")
    parser.add_argument(
        "--key",
        metavar="VKEY",
        action="append",
        required=True,
        help="a key that has to have signed, as `okr-ledger head --keys` prints it; may be given several times",
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    from deploy import heads, usage
    from deploy.named_files import MIB
    from events.proof import checkpoint, printed
    from events.proof.printed import Inclusion

    keys = heads.verifiers(args.key, None, "")
    try:
        proof = printed.parsed(heads.read(args.proof, MIB, "expected a proof as `okr-ledger prove` prints it"))
        head = checkpoint.opened(proof.note, keys)
    except ValueError as error:
        raise Failure(f"{args.proof}: {error}") from None
    holds, what = _event(proof, head, args) if isinstance(proof, Inclusion) else _head(proof, head, args, keys)
    size = head.checkpoint.size
    if args.format == "json":
        usage.answer({"holds": holds, "origin": head.checkpoint.origin, "size": size, "what": what})
    else:
        print(f"{what} {'is' if holds else 'is not shown'} in {head.checkpoint.origin} at {size}, {heads.said(head)}")
    return 0 if holds else 1


def _event(proof: Inclusion, head: Signed, args: argparse.Namespace) -> tuple[bool, str]:
    from deploy.named_files import MIB, whole
    from events.proof import tree

    if not args.event:
        raise Failure(f"{args.proof} is a proof of inclusion: give the event with --event")
    body = whole(args.event, MIB, "expected an event, one line of `okr-ledger export`").removesuffix(b"\n")
    at, leaf = head.checkpoint, tree.leaf(body)
    holds = tree.proves_inclusion(proof.index, at.size, leaf, proof.hashes, at.root)
    return holds, f"the event at position {proof.index + 1}"


def _head(proof: Consistency, head: Signed, args: argparse.Namespace, keys: Sequence[Verifier]) -> tuple[bool, str]:
    from deploy import heads
    from events.proof import tree

    if not args.head:
        raise Failure(f"{args.proof} is a proof of consistency: give the earlier head with --head")
    kept = heads.kept(args.head, keys, strict=True)
    earlier = next((each.checkpoint for each in kept if each.checkpoint.size == proof.old), None)
    if earlier is None:
        sizes = ", ".join(str(each.checkpoint.size) for each in kept)
        raise Failure(f"{args.proof} begins at the head of {proof.old} events, and {args.head} has those of {sizes}")
    at = head.checkpoint
    same = earlier.origin == at.origin
    holds = same and tree.proves_consistency(proof.old, at.size, proof.hashes, earlier.root, at.root)
    return holds, f"the head of {proof.old} events"
