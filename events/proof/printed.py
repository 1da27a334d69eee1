"""Proofs as text, complete with the checkpoint that they lead to: what is kept, sent, and checked without a network.

Inclusion: c2sp.org/tlog-proof. Consistency: an old size, the hashes and the new checkpoint, as in the body that
c2sp.org/tlog-witness defines for `add-checkpoint`; there is no other format for it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from msgspec import Struct

HEADER = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class Inclusion(Struct, frozen=True):
    """The leaf at `index` (a position less one) is in the tree of the checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    note: str


class Consistency(Struct, frozen=True):
    """The tree of `old` leaves is the beginning of that of the checkpoint."""

    old: int
    hashes: tuple[bytes, ...]
    note: str


def inclusion(index: int, hashes: Sequence[bytes], note: str) -> str:
    """The text of an inclusion proof."""
    return f"{HEADER}\nindex {index}\n{_lines(hashes)}\n{note}"


def consistency(old: int, hashes: Sequence[bytes], note: str) -> str:
    """The text of a consistency proof."""
    return f"old {old}\n{_lines(hashes)}\n{note}"


def parsed(text: str) -> Inclusion | Consistency:
    """The proof that a text is, its checkpoint not checked. Raises ValueError."""
    proof, blank, note = text.partition("\n\n")
    lines = proof.split("\n")
    of_inclusion = lines[0] == HEADER
    if of_inclusion:
        lines = [line for line in lines[1:3] if not line.startswith("extra ")] + lines[3:]
    word, _, number = lines[0].partition(" ") if lines else ("", "", "")
    if not blank or word != ("index" if of_inclusion else "old") or not _NUMBER.fullmatch(number):
        raise ValueError(
            f"expected a proof as `okr-ledger prove` prints it; it begins with {HEADER} or with `old SIZE`"
        )
    hashes = tuple(_hash(line) for line in lines[1:])
    return Inclusion(int(number), hashes, note) if of_inclusion else Consistency(int(number), hashes, note)


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(each).decode()}\n" for each in hashes)


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise ValueError(f"{line[:60]!r} is no hash of a proof: expected 32 bytes in base64")
    return found
