"""The Merkle tree of a log (RFC 6962 §2.1): its hashes, which of them prove what, and how a proof is checked.

A `Range` (begin, end) stands for the Merkle Tree Hash of the leaves begin ≤ n < end. Where a proof is made, ranges say
which hashes it consists of; `events.proof.tiles` computes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

Range = tuple[int, int]
EMPTY = sha256(b"").digest()
BYTES = 32


def leaf(body: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 ‖ body)."""
    return sha256(b"\0" + body).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\1" + left + right).digest()


def level_above(hashes: bytes) -> bytes:
    """The hashes one level up, of an even number of hashes that stand one behind the other."""
    return b"".join([sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)])


def folded(parts: Sequence[bytes]) -> bytes:
    """The hash of a range from those of its perfect subtrees, left to right."""
    if not parts:
        return EMPTY
    *before, last = parts
    for each in reversed(before):
        last = node(each, last)
    return last


def perfect(of: Range) -> list[tuple[int, int]]:
    """The perfect subtrees of a range, left to right: the height of each and its number among those of that height."""
    begin, end = of
    found = []
    while begin < end:
        height = (end - begin).bit_length() - 1
        found.append((height, begin >> height))
        begin += 1 << height
    return found


def inclusion(index: int, size: int) -> list[Range]:
    """The hashes that prove leaf `index` of a tree of `size`, from the leaf's sibling up (RFC 6962 §2.1.1).

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    begin, end = 0, size
    path: list[Range] = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """The hashes that prove the tree of `old` leaves to be the beginning of that of `new` (RFC 6962 §2.1.2).

    None where the two are equal. Raises ValueError unless 0 < old ≤ new.
    """
    if not 0 < old <= new:
        raise ValueError(f"a proof leads from a tree of at least 1 to one that is not smaller, not from {old} to {new}")
    begin, end = 0, new
    path: list[Range] = []
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    # The old tree's own root is known to whoever asks.
    return [*([(begin, end)] if begin else []), *path[::-1]]


def _split(width: int) -> int:
    """The largest power of two below a width: where RFC 6962 divides."""
    return 1 << (width - 1).bit_length() - 1


def proves_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that leaf `index` of the tree of that size and root has that hash (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf_hash
    for each in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the tree of the old size and root begins the new one (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node(each, before), node(each, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, each)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
