"""Two organisations' real histories, beside the project where they are at hand.

How well they are told is measured elsewhere (`tests/measures`); here is what holds whatever the figures are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from events.catalogue import decode, encode
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import read_versions
from services.histories.telling.reading import unread_lines

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
HISTORIES = ("srcd-okrs", "ipfs-community")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real histories are not at hand")


@cache
def told(name: str) -> Reconstruction:
    return reconstruct(read_versions(DATA / name), Options(org=name))


def test_every_event_is_one_that_the_catalogue_accepts_and_has_an_id_of_its_own() -> None:
    for name in HISTORIES:
        events = told(name).events
        assert [decode(encode(event)) for event in events] == list(events)
        assert len({event.id for event in events}) == len(events)
        assert [event.noted for event in events] == sorted(event.noted for event in events)


def test_a_second_run_and_a_shorter_one_give_the_same_bytes() -> None:
    for name in HISTORIES:
        whole = [encode(event) for event in told(name).events]
        versions = read_versions(DATA / name)
        for upto in range(1, len(versions) + 1):
            part = [encode(event) for event in reconstruct(versions[:upto], Options(org=name)).events]
            assert part == whole[: len(part)]
        assert len(part) == len(whole)


def test_slips_of_spelling_badges_for_letters_and_a_new_quarter_change_nothing() -> None:
    reworded = [event for event in told("srcd-okrs").events if event.type == "commitment.reworded"]
    assert not any(
        "announcements" in encode(event).decode() and "agency" in encode(event).decode() for event in reworded
    )
    turned = next(event for event in told("srcd-okrs").events if event.subject == "cycle/2018-q4")
    at_once = {event.type for event in told("srcd-okrs").events if event.noted == turned.noted}
    assert at_once == {"cycle.opened", "objective.committed", "key_result.committed"}


def test_a_section_struck_as_a_whole_is_put_off_once() -> None:
    put_off = [event for event in told("srcd-okrs").events if event.type == "commitment.deferred"]
    assert [event.subject for event in put_off] == ["plan/2018-q4/srcd-okrs"]


def test_only_tables_of_contents_and_second_owners_are_left() -> None:
    left = [*unread_lines(told("srcd-okrs").readings), *unread_lines(told("ipfs-community").readings)]
    known = ("a table of contents", "owners after the first", "a check-in on what was given up before")
    assert [line for line in left if not any(why in line for why in known)] == []


def test_every_item_found_again_has_a_reason_and_a_confidence() -> None:
    for name in HISTORIES:
        found = [match for reading in told(name).readings for match in reading.found]
        assert found
        assert all(match.why and 0.5 < match.confidence <= 1.0 for match in found)
