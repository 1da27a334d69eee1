"""The keys that logs are sealed with: one text, a private key a line. The last one signs, those above only verify.

A key serves every organisation: in each one's log it bears that log's origin as its name, so its vkey differs from log
to log and cannot be taken for another's.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from events.proof import checkpoint, note
from events.proof.note import Signer, Verifier

NAME = "okr-ledger"


class Keys(Struct, frozen=True):
    """The private keys, in the order in which they were made; they have one name."""

    signers: tuple[Signer, ...]

    def origin(self, org: str) -> str:
        """The origin of the organisation's log."""
        return checkpoint.origin(self.signers[-1].name, org)

    def signer(self, org: str) -> Signer:
        """What the organisation's checkpoints are signed with."""
        return Signer(self.origin(org), self.signers[-1].seed)

    def verifiers(self, org: str) -> tuple[Verifier, ...]:
        """What its checkpoints are verified with: the newest key first."""
        return tuple(Signer(self.origin(org), each.seed).verifier for each in reversed(self.signers))


def parsed(text: str) -> Keys:
    """The keys of a text: one a line; empty lines and those that begin with `#` are passed over. Raises ValueError."""
    lines = [line.strip() for line in text.splitlines()]
    signers = tuple(note.signer(line) for line in lines if line and not line.startswith("#"))
    if not signers:
        raise ValueError("there is no key in it; `okr-ledger sealing key --add` makes one")
    if len({signer.name for signer in signers}) > 1:
        raise ValueError("its keys have several names; all have to have the name of the first, which the origins bear")
    return Keys(signers)


def text(signers: Iterable[Signer]) -> str:
    """The keys as they are kept, the newest last."""
    return "".join(f"{signer.text}\n" for signer in signers)
