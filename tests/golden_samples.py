"""The golden samples of events: which there are, and which the catalogue asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from events.terms import Fact

LINES = (Path(__file__).parent / "golden" / "facts.jsonl").read_bytes().splitlines()


class Sample(msgspec.Struct, frozen=True):
    """What a sample is of, as it was written."""

    type: str
    schemaversion: int = 1


def sample(line: bytes) -> Sample:
    return msgspec.json.decode(line, type=Sample)


def missing_samples(lines: Sequence[bytes], known: Mapping[str, type[Fact]]) -> set[tuple[str, int]]:
    """The types and versions of the catalogue that no line is a sample of."""
    asked = {(name, version) for name, kind in known.items() for version in range(1, kind.version() + 1)}
    return asked - {(each.type, each.schemaversion) for each in map(sample, lines)}
