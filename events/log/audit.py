"""Verifies an archive by itself, as `verify` does a log: in order, as its heads say, and as kept ones say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from events.log.passage import grown, unlike
from events.log.verify import Verdict, disagreeing, first_of
from events.proof.archive import HEADS, KEYS, POLICY, Archive, NotAnArchive
from events.proof.check import Difference, Reading
from events.proof.checkpoint import Signed
from events.proof.tiles import Growing


def audited(
    of: Archive,
    own: Sequence[Signed],
    kept: Sequence[Signed] = (),
    leaves: Iterator[bytes] | None = None,
    progress: Callable[[int], None] = lambda position: None,
    check: Callable[[bytes], None] = lambda body: None,
) -> Verdict:
    """The archive was read once and compared with its own heads, the latest first, and with kept ones.

    `leaves` are the hashes of a log's first events from another archive: with them a difference has an exact position.
    What a member has else than the manifest says is a fault, and so is what `check` raises NotAnArchive for.
    """
    reading, growing = Reading(of.manifest.organisation), Growing()
    sizes = {each.checkpoint.size for each in [*own, *kept]}
    roots: dict[int, bytes] = {}
    found: list[Difference | None] = []
    faults: list[str] = []
    try:
        for bodies in of.events():
            start = reading.position
            hashes, wrong = reading.bodies(bodies)
            found += [wrong, unlike(start, hashes, leaves)]
            grown(growing, hashes, {}, 0, sizes, roots)
            if any(found):
                break
            for body in bodies:
                check(body)
            progress(reading.position)
        if not any(found):
            _read(of)
    except NotAnArchive as error:
        faults.append(str(error))
    if not any(found):
        found += [disagreeing(kept, roots), disagreeing(own, roots, "the archive's own head")]
    if not any(found) and (reading.position >= of.manifest.events or not faults):
        found += [_ends(of, reading.position, own, kept, leaves), _otherwise(of, growing, own, roots)]
    return Verdict(
        org=of.manifest.organisation,
        position=reading.position,
        head=own[0] if own else None,
        differs=first_of([each for each in found if each]),
        faults=tuple(faults),
        agree=tuple(each.checkpoint.size for each in kept if roots.get(each.checkpoint.size) == each.checkpoint.root),
    )


def _read(of: Archive) -> None:
    """Raises NotAnArchive where a member other than the events is not as the manifest says."""
    for _ in of.requests():
        pass
    for name in (HEADS, KEYS, POLICY):
        of.text(name)


def _ends(
    of: Archive, position: int, own: Sequence[Signed], kept: Sequence[Signed], leaves: Iterator[bytes] | None
) -> Difference | None:
    """Where the archive ends too early, or too late."""
    said = [
        (of.manifest.events, "its manifest tells of {} events"),
        (max((each.checkpoint.size for each in own), default=0), "a head in it is of {} events"),
        (max((each.checkpoint.size for each in kept), default=0), "a kept head is of {} events"),
    ]
    for size, why in said:
        if position < size:
            return Difference(position + 1, f"it is not there, and {why.format(size)}")
    if position > of.manifest.events:
        return Difference(of.manifest.events + 1, f"its manifest tells of {of.manifest.events} events only")
    if leaves is not None and next(leaves, None) is not None:
        return Difference(position + 1, "the kept archive has it, and this one ends here")
    return None


def _otherwise(of: Archive, growing: Growing, own: Sequence[Signed], roots: dict[int, bytes]) -> Difference | None:
    """Where the events are others than those that the manifest was made of."""
    if growing.root().hex() == of.manifest.root:
        return None
    agree = max((each.checkpoint.size for each in own if each.checkpoint.size in roots), default=0)
    return Difference(agree + 1, "the root of the events is not that of the manifest", growing.size)
