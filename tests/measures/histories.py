"""How well the reconstruction tells what a careful reader found: `python3 -P -m tests.measures.histories [FOLDER …]`.

With the project's own Python, `.venv/bin/python`; or `python3 deploy test tests/measures -s`. Each FOLDER is a history
with its `truth-*.jsonl`; without one, those of `shared/data` beside the project, and the invented ones of this folder.

Recall is the share of the rows that an event tells, precision the share of the events that are told of by a row or a
part of one. How a row finds its version is said in `landings`, how rows and events are paired in `pairing`: one event
tells one row, and one row is told by one event. `one to one` is the precision without the parts of rows. Rows that no
version shows are set aside by name, and every missed row and every event without one is listed with what the page
itself says about it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import read_versions
from tests.measures.pairing import Outcome, paired
from tests.measures.reasons import why_extra, why_missed
from tests.measures.truth import rows_of

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "data"
INVENTED = Path(__file__).resolve().parent / "invented"


class Measured(Struct, frozen=True):
    """A history's figures, and all that they stand on."""

    name: str
    found: Reconstruction
    outcome: Outcome

    @property
    def recall(self) -> float:
        """The share of the rows that an event tells."""
        told = len(self.outcome.pairs)
        return told / max(told + len(self.outcome.missed), 1)

    @property
    def precision(self) -> float:
        """The share of the events that a row tells, or a row's part."""
        told = len(self.outcome.pairs) + len(self.outcome.explained)
        return told / max(told + len(self.outcome.extra), 1)

    @property
    def one_to_one(self) -> float:
        """The precision when nothing is explained by being a part of a row."""
        outcome = self.outcome
        return len(outcome.pairs) / max(len(outcome.pairs) + len(outcome.explained) + len(outcome.extra), 1)


def measured(folder: Path) -> Measured:
    """The history of a folder against its rows."""
    found = reconstruct(read_versions(folder), Options(org="measured"))
    return Measured(folder.name, found, paired(rows_of(folder), found))


def histories(under: Path) -> list[Path]:
    """The folders that hold rows of truth."""
    return sorted({file.parent for file in under.glob("*/truth-*.jsonl")})


def report(measure: Measured) -> Iterator[str]:
    """The figures, by kind, and all that is left, line by line."""
    outcome = measure.outcome
    yield (
        f"{measure.name}: recall {measure.recall:.2f} ({len(outcome.pairs)} of "
        f"{len(outcome.pairs) + len(outcome.missed)} rows), precision {measure.precision:.2f} "
        f"({len(outcome.pairs) + len(outcome.explained)} of "
        f"{len(outcome.pairs) + len(outcome.explained) + len(outcome.extra)} events; one to one "
        f"{measure.one_to_one:.2f})"
    )
    yield from _by_kind("rows told", [row.kind for row, _ in outcome.pairs], [row.kind for row in outcome.missed])
    told = [told.event.type for _, told in outcome.pairs] + [told.event.type for told in outcome.explained]
    yield from _by_kind("events with a row", told, [told.event.type for told in outcome.extra])
    for row in outcome.aside:
        yield f"  set aside  {row.id} {row.kind} “{_short(row.item)}”: {outcome.landings[row.id].why}"
    for row in outcome.missed:
        yield f"  missed     {row.id} {row.kind} “{_short(row.item)}”: {why_missed(row, measure.found, outcome)}"
    for extra in outcome.extra:
        name = measure.found.readings[extra.version].version.name.rsplit("/", 1)[-1]
        yield f"  no row     {name} {extra.event.type} {extra.item}: {why_extra(extra, measure.found)}"


def _by_kind(what: str, done: Sequence[str], left: Sequence[str]) -> Iterator[str]:
    counted, all_ = Counter(done), Counter([*done, *left])
    shares = [f"{kind} {counted[kind]}/{all_[kind]}" for kind in sorted(all_)]
    yield f"  {what}: {', '.join(shares)}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def main(given: Sequence[str]) -> int:
    """The figures of every folder are printed; 1 where there is nothing to measure."""
    folders = [Path(name) for name in given] or [*histories(REAL), *histories(INVENTED)]
    without = [folder for folder in folders if not rows_of(folder)]
    if without or not folders:
        where = ", ".join(map(str, without)) or str(REAL)
        print(f"{where}: no truth-*.jsonl there; expected a folder of dated versions with one", file=sys.stderr)
        return 1
    if not given and not histories(REAL):
        print(f"{REAL}: not there, so only the invented histories are measured", file=sys.stderr)
    for folder in folders:
        print("\n".join(report(measured(folder))), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
