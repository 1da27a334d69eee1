"""An imported event says which version it was read from, and what says nothing of one is not taken for it."""

from __future__ import annotations

import datetime as dt

import pytest

from events.catalogue import decode
from projections.provenance import Provenance, provenance, stated

AUTHORED = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("authored", [None, AUTHORED])
def test_what_is_stated_is_read_again(authored: dt.datetime | None) -> None:
    for found in (Provenance("git", "1a2b3c4d5e6f", "m2"), Provenance("file", "2026-01-02-okrs-1a2b3c4d", "m12")):
        said = stated(found.source, found.version, authored, found.matcher)
        assert provenance(said) == found
        assert len(said) <= 64


@pytest.mark.parametrize("said", [None, "", "0190c2f4-aaaa", "git.1a2b3c4", "svn.1a2b3c4.m2", "1a2b3c4.m2"])
def test_another_request_says_nothing_of_a_version(said: str | None) -> None:
    assert provenance(said) is None


def test_the_longest_is_an_id_that_the_catalogue_takes() -> None:
    said = stated("file", f"{'a' * 19}-{'b' * 8}", AUTHORED, "m99")
    event = (
        '{"specversion":"1.0","id":"e","source":"/orgs/acme","type":"cycle.closed","subject":"cycle/c","actor":"a",'
        f'"time":"2026-01-01T00:00:00Z","correlationid":"{said}","data":{{}}}}'
    )
    assert decode(event.encode()).correlationid == said
