"""Histories name persons, and the log never forgets: what is written has pseudonyms, and the names stand beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.catalogue import Event
from events.log.source import Source
from events.people import renamed
from services import persons
from services.histories.reconstruct import Reconstruction

ALREADY = re.compile(r"p-[a-z2-7]{16}")
CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
LONGEST, LONGEST_EMAIL = 200, 254


async def pseudonymous(source: Source, org: str, found: Reconstruction) -> tuple[list[Event], dict[str, str]]:
    """The events with a pseudonym for every person that the history names, and which it is, by the id before.

    It is the same for the same history at every time. What is written as a pseudonym already stays.
    """
    ids = [id_ for id_ in found.names if not ALREADY.fullmatch(id_)]
    known = await persons.pseudonyms(source, org, ids) if ids else {}
    return [renamed(event, lambda id_: known.get(id_, id_)) for event in found.events], known


async def noted(source: Source, org: str, found: Reconstruction, ids: Mapping[str, str]) -> int:
    """The names that the pseudonyms stand for are noted, of those of whom nothing ever was; how many these are."""
    return await persons.note_new(source, org, {ids[id_]: spoken(found.names[id_]) for id_ in ids}) if ids else 0


def spoken(written: str) -> tuple[str | None, str | None]:
    """The name and the address of somebody as they were written: `Ana Ruiz <ana@example.org>`, or one of the two."""
    plain = CONTROLS.sub(" ", written.encode(errors="replace").decode()).strip()
    name, angle, behind = plain.rpartition("<")
    if not angle and "@" in plain and " " not in plain:
        name, behind = "", plain
    elif not angle or not behind.endswith(">"):
        name, behind = plain, ""
    email = behind.removesuffix(">").strip()
    kept = 0 < len(email) <= LONGEST_EMAIL and " " not in email
    return name.strip()[:LONGEST].strip() or None, email if kept else None
