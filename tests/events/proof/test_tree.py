"""The tree is that of RFC 6962, and a proof shows what it is a proof of and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from events.proof import tiles, tree
from events.proof.tiles import Growing
from tests.events.proof import naive

sizes = st.integers(1, 700)


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf(b"%d" % n) for n in range(size)]


def kept_of(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    return {(level, n): hashes for level, n, hashes in Growing().grow(leaves)}


LEAVES = leaves_of(700)
KEPT = kept_of(LEAVES)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    growing = Growing()
    for body, root in zip(naive.INPUTS, naive.ROOTS, strict=True):
        growing.grow([tree.leaf(body)])
        assert growing.root() == root
    assert Growing().root() == tree.EMPTY


@given(sizes)
def test_a_root_is_that_of_the_definition(size: int) -> None:
    assert tiles.root(size, KEPT) == naive.root(LEAVES[:size])


@given(st.data(), sizes)
def test_an_inclusion_proof_is_that_of_the_definition_and_holds(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = tiles.hashes(tree.inclusion(index, size), KEPT)
    assert proof == naive.path(index, LEAVES[:size])
    assert tree.proves_inclusion(index, size, LEAVES[index], proof, naive.root(LEAVES[:size]))


@given(st.data(), sizes)
def test_a_consistency_proof_is_that_of_the_definition_and_holds(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    proof = tiles.hashes(tree.consistency(old, new), KEPT)
    assert proof == naive.proof(old, LEAVES[:new])
    assert tree.proves_consistency(old, new, proof, naive.root(LEAVES[:old]), naive.root(LEAVES[:new]))


@given(st.data(), sizes)
def test_an_inclusion_proof_shows_nothing_else(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = naive.path(index, LEAVES[:size])
    root = naive.root(LEAVES[:size])
    other = data.draw(st.integers(0, size + 3))
    if other != index:
        assert not tree.proves_inclusion(other, size, LEAVES[index], proof, root)
    assert not tree.proves_inclusion(index, size, tree.leaf(b"other"), proof, root)
    assert not tree.proves_inclusion(index, size, LEAVES[index], [*proof, root], root)
    if proof:
        assert not tree.proves_inclusion(index, size, LEAVES[index], proof[:-1], root)
        assert not tree.proves_inclusion(index, size, LEAVES[index], [*proof[:-1], tree.EMPTY], root)


@given(st.data(), sizes)
def test_a_consistency_proof_shows_nothing_else(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    proof = naive.proof(old, LEAVES[:new])
    before, after = naive.root(LEAVES[:old]), naive.root(LEAVES[:new])
    assert not tree.proves_consistency(old, new, proof, tree.EMPTY, after)
    assert not tree.proves_consistency(old, new, proof, before, tree.EMPTY)
    assert not tree.proves_consistency(old, new, [*proof, after], before, after)
    assert not tree.proves_consistency(old, old - 1, proof, before, after)
    if proof:
        assert not tree.proves_consistency(old, new, proof[:-1], before, after)
        assert not tree.proves_consistency(old, new, [tree.EMPTY, *proof[1:]], before, after)
