"""What is written of a history has pseudonyms where it names persons, and the names stand beside the log."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from events.catalogue import encode
from events.people import named
from services import persons
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.pseudonyms import noted, pseudonymous, spoken
from tests.events.log.conftest import app, owner
from tests.services.histories.told import versions

__all__ = ["app", "owner"]

PAGE = """# OKRs 2026 Q1

## Grow @kestrel-quux
- [ ] Sell abroad (owner: Zoë Quillfeather)
- [ ] Hire (owner: p-abcdefghijklmnop)
- [ ] Move
"""
LATER = PAGE.replace("- [ ] Move", "- [ ] Move — Owner: Zoë Quillfeather").replace("@kestrel-quux", "@tamsin")
AUTHOR = "Orla Brinkworth <orla@brinkworth.example>"


def history() -> Reconstruction:
    written = [replace(version, author=AUTHOR) for version in versions(PAGE, LATER)]
    return reconstruct(written, Options(org="acme"))


def test_a_history_keeps_the_names_that_its_ids_were_made_of() -> None:
    names = history().names
    assert {names[id_] for id_ in names} == {
        AUTHOR,
        "kestrel-quux",
        "Zoë Quillfeather",
        "p-abcdefghijklmnop",
        "tamsin",
    }
    assert {person for event in history().events for _, person in named(event)} == names.keys()
    assert all(type(person) is str for event in history().events for _, person in named(event))


async def test_no_name_is_written_and_each_stands_beside_the_log(app: Any) -> None:
    found = history()
    events, ids = await pseudonymous(app, "acme", found)
    written = b"\n".join(map(encode, events)).decode().casefold()
    for part in ("kestrel", "quillfeather", "tamsin", "brinkworth", *ids):
        assert part not in written
    those = {person for event in events for _, person in named(event)}
    assert those == {*ids.values(), "p-abcdefghijklmnop"}
    assert all(re.fullmatch("p-[a-z2-7]{16}", person) for person in those)
    assert await noted(app, "acme", found, ids) == 4
    known = await persons.names(app, "acme")
    assert {(name.name, name.email) for name in known.values()} == {
        ("kestrel-quux", None),
        ("Zoë Quillfeather", None),
        ("tamsin", None),
        ("Orla Brinkworth", "orla@brinkworth.example"),
    }


async def test_the_same_history_has_the_same_pseudonyms_and_brings_no_erased_name_back(app: Any, owner: Any) -> None:
    found = history()
    events, ids = await pseudonymous(app, "acme", found)
    await noted(app, "acme", found, ids)
    for person in ids.values():
        await persons.erase(owner, "acme", person)
    assert await pseudonymous(app, "acme", found) == (events, ids)
    assert await noted(app, "acme", found, ids) == 0
    assert {name.name for name in (await persons.names(app, "acme")).values()} == {None}
    assert (await pseudonymous(app, "globex", found))[1] != ids


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("Ana Ruiz <ana@example.org>", "Ana Ruiz", "ana@example.org"),
        ("<ana@example.org>", None, "ana@example.org"),
        ("ana@example.org", None, "ana@example.org"),
        ("Ana <3 <ana@example.org>", "Ana <3", "ana@example.org"),
        ("Ana <3", "Ana <3", None),
        ("Ana <>", "Ana", None),
        ("ana", "ana", None),
        ("  Ana\n\tRuiz\0\x1b ", "Ana Ruiz", None),
        ("Ana\ud800", "Ana?", None),
        ("A" * 300, "A" * 200, None),
        ("Ana <" + "a" * 300 + ">", "Ana", None),
        ("", None, None),
    ],
)
async def test_a_name_and_an_address_are_told_apart_and_kept(
    app: Any, written: str, name: str | None, email: str | None
) -> None:
    assert spoken(written) == (name, email)
    assert await persons.note_new(app, "acme", {"ana": (name, email)}) == 1
