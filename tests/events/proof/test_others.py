"""Somebody else's implementation accepts our checkpoints and proofs, and refuses what we refuse."""

from __future__ import annotations

import metamorphic_log as others
import pytest

from events.proof import checkpoint, tiles, tree
from events.proof.checkpoint import Checkpoint
from events.proof.note import Signer
from events.proof.tiles import Growing

KEY = Signer("okr-ledger/orgs/acme", b"k" * 32)
LEAVES = [tree.leaf(b"%d" % n) for n in range(1500)]
KEPT = {(level, n): hashes for level, n, hashes in Growing().grow(LEAVES)}
SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 1023, 1024, 1500)


def head(size: int) -> str:
    return checkpoint.sign(Checkpoint(KEY.name, size, tiles.root(size, KEPT)), [KEY])


@pytest.mark.parametrize("size", SIZES)
def test_they_open_our_checkpoints(size: int) -> None:
    found = others.checkpoint_verify(head(size), [KEY.verifier.vkey])
    assert (found.origin, found.size, found.root) == (KEY.name, size, tiles.root(size, KEPT))
    with pytest.raises(others.VerifyError):
        others.checkpoint_verify(head(size), [Signer(KEY.name, b"x" * 32).verifier.vkey])


@pytest.mark.parametrize("size", SIZES)
def test_they_accept_our_inclusion_proofs(size: int) -> None:
    for index in {0, size // 3, size // 2, size - 1}:
        proof = tiles.hashes(tree.inclusion(index, size), KEPT)
        others.checkpoint_verify_inclusion(head(size), [KEY.verifier.vkey], index, LEAVES[index], proof)
        with pytest.raises(others.VerifyError):
            others.checkpoint_verify_inclusion(head(size), [KEY.verifier.vkey], index, tree.EMPTY, proof)


@pytest.mark.parametrize("size", SIZES)
def test_they_accept_our_consistency_proofs(size: int) -> None:
    for old in {each for each in SIZES if each <= size}:
        proof = tiles.hashes(tree.consistency(old, size), KEPT)
        others.checkpoint_verify_consistency(head(old), head(size), [KEY.verifier.vkey], proof)
        if old < size:
            with pytest.raises(others.VerifyError):
                others.checkpoint_verify_consistency(head(old), head(size), [KEY.verifier.vkey], [*proof, tree.EMPTY])
