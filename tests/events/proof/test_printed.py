"""Proofs are printed as the open formats say, and read back from there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.proof import checkpoint, printed
from events.proof.checkpoint import Checkpoint
from events.proof.note import Signer
from events.proof.printed import Consistency, Inclusion
from events.proof.tree import EMPTY

HEAD = checkpoint.sign(Checkpoint("okr-ledger/orgs/acme", 9, EMPTY), [Signer("okr-ledger/orgs/acme", b"k" * 32)])
HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=12)


def test_they_are_laid_out_as_specified() -> None:
    assert printed.inclusion(3, [EMPTY], HEAD) == f"c2sp.org/tlog-proof@v1\nindex 3\n{HASH}\n\n{HEAD}"
    assert printed.inclusion(0, [], HEAD) == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{HEAD}"
    assert printed.consistency(4, [EMPTY], HEAD) == f"old 4\n{HASH}\n\n{HEAD}"


@given(st.integers(0, 10**12), hashes)
def test_they_are_read_as_they_were_printed(number: int, proof: list[bytes]) -> None:
    assert printed.parsed(printed.inclusion(number, proof, HEAD)) == Inclusion(number, tuple(proof), HEAD)
    assert printed.parsed(printed.consistency(number, proof, HEAD)) == Consistency(number, tuple(proof), HEAD)


def test_extra_data_is_passed_over() -> None:
    text = printed.inclusion(3, [EMPTY], HEAD).replace("index", "extra YQ==\nindex")
    assert printed.parsed(text) == Inclusion(3, (EMPTY,), HEAD)


@pytest.mark.parametrize("wrong", ["", HEAD, "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 03\n\nx"])
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="okr-ledger prove"):
        printed.parsed(wrong)
    with pytest.raises(ValueError, match="no hash"):
        printed.parsed(printed.inclusion(3, [EMPTY], HEAD).replace(HASH, HASH[:8]))
