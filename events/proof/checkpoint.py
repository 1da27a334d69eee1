"""Checkpoints: the head of a tree, signed (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from events.proof import note
from events.proof.note import NotSigned, Signer, Verifier
from events.proof.tree import BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
SIGNATURE = "— "
MOST_LINES = 1000


class Checkpoint(Struct, frozen=True):
    """The tree that a log had: whose it is, how many leaves (its last position, too), and the 32 bytes of its root."""

    origin: str
    size: int
    root: bytes


class Signed(Struct, frozen=True):
    """A checkpoint with the note that it stands in, and the keys by which that was found signed; none: not checked."""

    checkpoint: Checkpoint
    note: str
    by: tuple[Verifier, ...] = ()


def origin(name: str, org: str) -> str:
    """Whose log it is: a key's name, and the organisation below it."""
    return f"{name}/orgs/{org}"


def text(checkpoint: Checkpoint) -> str:
    """What is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def parsed(body: str) -> Checkpoint:
    """The checkpoint that a note's text is; extension lines are passed over. Raises NotSigned."""
    lines = body.split("\n")
    try:
        first, size, root = lines[:3]
        found = base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error):
        raise NotSigned("that is no checkpoint: an origin, a size and a root are expected, a line each") from None
    if not first or not _SIZE.fullmatch(size) or len(found) != BYTES or lines[-1] or "" in lines[3:-1]:
        raise NotSigned("that is no checkpoint: an origin, a size and a root of 32 bytes are expected, a line each")
    return Checkpoint(first, int(size), found)


def sign(checkpoint: Checkpoint, signers: Iterable[Signer]) -> str:
    """The signed checkpoint."""
    return note.signed(text(checkpoint), signers)


def opened(given: str, verifiers: Sequence[Verifier]) -> Signed:
    """The checkpoint, signed by one of the keys at least. Raises NotSigned."""
    body, by = note.opened(given, verifiers)
    return Signed(parsed(body), given, by)


def unchecked(given: str) -> Signed:
    """The checkpoint, whoever has signed it. Raises NotSigned where it is none."""
    return Signed(parsed(note.split(given)[0]), given)


def several(given: str) -> list[str]:
    """The notes of a file that holds one or several, one behind the other. Raises NotSigned for anything else."""
    found: list[str] = []
    try:
        for each in _notes(given):
            unchecked(each)
            found.append(each)
        if not found:
            unchecked("")
    except NotSigned as error:
        raise NotSigned(f"{error}; `okr-ledger head` prints one, and a file may have several") from None
    return found


def _notes(given: str) -> Iterator[str]:
    """The notes of the text, each as soon as it is whole, so that of a long text that holds none little is kept."""
    note: list[str] = []
    for line in _lines(given):
        # Behind the signatures of one note begins another; empty lines in between are nobody's.
        if note and note[-1].startswith(SIGNATURE) and not line.startswith(SIGNATURE):
            yield "".join(f"{each}\n" for each in note)
            note = []
        if line or note:
            note.append(line)
        if len(note) > MOST_LINES:
            raise NotSigned(f"a note has at most {MOST_LINES:,} lines")
    if note:
        yield "".join(f"{each}\n" for each in note)


def _lines(text: str) -> Iterator[str]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]
