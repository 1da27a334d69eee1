"""Heads and keys that the command line is given: read from files and arguments, or from where this installation keeps
its own."""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Sequence

from deploy.commands import Failure
from deploy.named_files import bounded, whole
from events.proof import checkpoint, note
from events.proof.archive import HEADS, SMALL
from events.proof.checkpoint import Signed
from events.proof.keys import Keys
from events.proof.note import NotSigned, Verifier


def of_keys(parser: argparse.ArgumentParser) -> None:
    """`--key`."""
    parser.add_argument(
        "--key",
        metavar="VKEY",
        action="append",
        default=[],
        help="a key that has to have signed, as `okr-ledger head --keys` prints it; may be given several times "
        "(default: the sealing keys of this installation)",
    )


def verifiers(given: Sequence[str], own: Keys | None, org: str) -> tuple[Verifier, ...]:
    """The keys that were given, else this installation's own; none where it has none. Raises Failure."""
    try:
        found = tuple(note.verifier(each) for each in given)
    except ValueError as error:
        raise Failure(f"--key: {error}") from None
    return found or (own.verifiers(org) if own else ())


def kept(path: str, keys: Sequence[Verifier], strict: bool) -> list[Signed]:
    """The heads of a file, their signatures checked. Raises Failure for one that is not what it was when it was signed.

    Where no key of `keys` has signed one, it is passed unchecked; with `strict` that is a Failure too.
    """
    expected = "expected signed heads, as `okr-ledger head` prints them, one behind the other"
    return of_text(read(path, SMALL[HEADS], expected), path, keys, strict)


def of_text(text: str, where: str, keys: Sequence[Verifier], strict: bool) -> list[Signed]:
    """The heads of a text, as `kept` gives those of a file."""
    try:
        return [_opened(each, keys, strict) for each in checkpoint.several(text)]
    except NotSigned as error:
        raise Failure(f"{where}: {error}") from None


def _opened(given: str, keys: Sequence[Verifier], strict: bool) -> Signed:
    signed_by = {(name, id_) for name, id_, _ in note.split(given)[1]}
    if strict or any((each.name, each.id) in signed_by for each in keys):
        return checkpoint.opened(given, keys)
    return checkpoint.unchecked(given)


def read(path: str, most: int, expected: str) -> str:
    """The text of a file, or of standard input for `-`, of at most so many bytes. Raises Failure."""
    body = bounded(sys.stdin.buffer, path, most, expected) if path == "-" else whole(path, most, expected)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Failure(f"cannot read {path}: it is no text; {expected}") from None


def said(signed: Signed) -> str:
    """Who has signed, for a person."""
    return f"signed by {', '.join(each.vkey for each in signed.by)}" if signed.by else "its signature was not checked"


def as_told(signed: Signed) -> dict[str, object]:
    """A head, for a program."""
    head = signed.checkpoint
    root, by = base64.b64encode(head.root).decode(), [each.vkey for each in signed.by]
    return {"origin": head.origin, "size": head.size, "root": root, "signed_by": by}
