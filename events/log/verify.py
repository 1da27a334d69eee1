"""Verifies a log as it stands: every row against its bytes, the bytes against the tiles, the tiles against what was
signed, and all of it against heads that somebody kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from events.log import read, sealed
from events.log.passage import passed
from events.log.source import Source
from events.proof import checkpoint, tiles
from events.proof.check import Difference
from events.proof.checkpoint import Signed
from events.proof.note import NotSigned, Verifier


class Verdict(Struct, frozen=True, kw_only=True):
    """What became of it. `position`: how far the rows were read; `head`: the log's own, None where nothing is sealed.

    `differs`: the first position that is not as it should be; `agree`: the sizes of the kept heads that are this log's.
    """

    org: str
    position: int
    head: Signed | None
    differs: Difference | None = None
    faults: tuple[str, ...] = ()
    agree: tuple[int, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing differs."""
        return self.differs is None and not self.faults

    @property
    def unsealed(self) -> int:
        """How many events are not sealed yet."""
        return max(self.position - (self.head.checkpoint.size if self.head else 0), 0)


async def verified(
    source: Source,
    org: str,
    verifiers: Sequence[Verifier] = (),
    kept: Sequence[Signed] = (),
    leaves: Iterator[bytes] | None = None,
    progress: Callable[[int], None] = lambda position: None,
) -> Verdict:
    """The log was read once and compared with its own latest head and with the kept ones.

    `verifiers` are the keys that its own head has to be signed by; without any its signature is not checked. `leaves`
    are the hashes that its first events had when they were kept, from an archive: with them a difference has an exact
    position. What is appended meanwhile is read too, or not. `source` is a pool: two reads go on at once.
    """
    before = await read.head(source, org)
    head, faults = await _own(source, org, verifiers)
    sizes = {each.checkpoint.size for each in [*kept, *([head] if head else [])]}
    passage = await passed(source, org, head.checkpoint.size if head else 0, sizes, leaves, progress)
    after = await read.head(source, org)
    ends = _ends(passage.position, before, after, head, kept) if passage.differs is None else None
    found = [passage.differs, ends, disagreeing(kept, passage.roots)]
    if head and not any(found) and passage.roots[head.checkpoint.size] != head.checkpoint.root:
        found.append(await _narrowed(source, org, head.checkpoint.size, verifiers))
    return Verdict(
        org=org,
        position=passage.position,
        head=head,
        differs=first_of([each for each in found if each]),
        faults=faults,
        agree=tuple(
            each.checkpoint.size for each in kept if passage.roots.get(each.checkpoint.size) == each.checkpoint.root
        ),
    )


def first_of(found: Sequence[Difference]) -> Difference | None:
    """The first of the differences; what has an exact position explains a range that holds it."""
    exact = {each.position for each in found if each.until is None}
    left = [each for each in found if not any(each.position <= at <= (each.until or 0) for at in exact)]
    return min(left, key=lambda each: each.position, default=None)


async def _own(source: Source, org: str, verifiers: Sequence[Verifier]) -> tuple[Signed | None, tuple[str, ...]]:
    """The log's latest head, and what is wrong with its signature."""
    note = await sealed.checkpoint(source, org)
    if note is None:
        return None, ()
    try:
        found = checkpoint.unchecked(note)
    except NotSigned as error:
        return None, (f"the log's own checkpoint is none: {error}",)
    if not found.checkpoint.origin.endswith(checkpoint.origin("", org)):
        return found, (f"the log's own checkpoint is that of another log, {found.checkpoint.origin}",)
    try:
        return checkpoint.opened(note, verifiers) if verifiers else found, ()
    except NotSigned as error:
        return found, (f"the log's own checkpoint at {found.checkpoint.size} is not to be trusted: {error}",)


def _ends(
    position: int, before: read.Head | None, after: read.Head | None, head: Signed | None, kept: Sequence[Signed]
) -> Difference | None:
    """Where the log ends too early, or too late."""
    said = before.position if before else 0
    if position < said:
        return Difference(position + 1, f"it is not there, and the log's head says that it goes to {said}")
    if position > (last := after.position if after else 0):
        return Difference(last + 1, f"it stands behind the log's head, which says {last}")
    if head and position < head.checkpoint.size:
        return Difference(position + 1, f"it was sealed and is not there: {head.checkpoint.size} events were")
    largest = max((each.checkpoint.size for each in kept), default=0)
    if position < largest:
        return Difference(position + 1, f"it is not there, and a kept head is of {largest} events")
    return None


def disagreeing(kept: Sequence[Signed], roots: dict[int, bytes], which: str = "the kept head") -> Difference | None:
    """Between which two kept heads the log became another one."""
    seen = sorted(
        (each.checkpoint.size, roots[each.checkpoint.size] == each.checkpoint.root)
        for each in kept
        if each.checkpoint.size in roots
    )
    first = next((size for size, agrees in seen if not agrees), None)
    if first is None:
        return None
    last = max((size for size, agrees in seen if agrees and size < first), default=0)
    return _between(last, first, f"{which} at {first} is that of another history")


def _between(last: int, first: int, why: str) -> Difference:
    agrees = f"the one at {last} is this log's" if last else "none before it was kept"
    return Difference(
        last + 1, f"{why}, and {agrees}: the first event that differs is one of {last + 1} to {first}", first
    )


async def _narrowed(source: Source, org: str, size: int, verifiers: Sequence[Verifier]) -> Difference:
    """Between which two of its own signed heads the log became another one; its tiles are those of its events."""
    agrees, floor, first = 0, 0, size
    while first - floor > 1:
        middle = (floor + first) // 2
        found = await sealed.checkpoints(source, org, agrees + 1, middle, 1)
        if not found:
            floor = middle
        elif await _is_of_the_tiles(source, org, found[0][1], verifiers):
            agrees, floor = found[0][0], middle
        else:
            first = found[0][0]
    return _between(agrees, first, f"its tiles and events are not what was signed at {first}")


async def _is_of_the_tiles(source: Source, org: str, note: str, verifiers: Sequence[Verifier]) -> bool:
    try:
        head = (checkpoint.opened(note, verifiers) if verifiers else checkpoint.unchecked(note)).checkpoint
    except NotSigned:
        return False
    kept = await sealed.tiles(source, org, tiles.needed([(0, head.size)]))
    return tiles.root(head.size, kept) == head.root
