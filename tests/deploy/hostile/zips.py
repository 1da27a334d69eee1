"""Hostile zips: archives of a log, and workbooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256

from openpyxl import Workbook

from events.proof import archive
from tests.deploy.hostile import making
from tests.deploy.hostile.making import MIB, Change, Make, joined, text, zipped
from tests.deploy.hostile.texts import MARKS

Members = Callable[[], Mapping[str, bytes]]


def members(**other: making.Part) -> Members:
    """The members of an archive without events, others in the place of some; the manifest agrees with them."""

    def made() -> Mapping[str, bytes]:
        names = (archive.EVENTS, archive.REQUESTS, archive.HEADS, archive.KEYS, archive.POLICY)
        found = {name: joined(other.get(name.partition(".")[0], b"")) for name in names}
        told = {name: {"bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in found.items()}
        manifest = {
            "format": archive.FORMAT,
            "version": archive.VERSION,
            "organisation": "acme",
            "events": 0,
            "root": sha256(b"").hexdigest(),
            "made_at": "2026-01-05T09:00:00Z",
            "made_by": "nobody",
            "members": told,
        }
        return {**found, archive.MANIFEST: joined(other.get("manifest", json.dumps(manifest)))}

    return made


def endless(name: str) -> str:
    return f'{{"format":"okr-ledger-archive","version":1,"{name}":'


sound: Make = zipped(members())
ARCHIVES: dict[str, Make] = {
    "no zip": text(("hello\n", 1000)),
    "a bomb of events": zipped(members(events=("\0", 80 * MIB))),
    "a bomb of requests": zipped(members(requests=("{", 40 * MIB))),
    "a bomb of heads": zipped(members(heads=("\n", 20 * MIB))),
    "heads of many small lines": zipped(members(heads=("ab\n", 5 * MIB))),
    "heads of many small notes": zipped(members(heads=("a\n\n— \n", MIB))),
    "a manifest of brackets": zipped(members(manifest=endless("organisation") + "[" * 900_000)),
    "a manifest of many members": zipped(
        members(manifest=endless("members") + "{" + ",".join(f'"{n}":{{}}' for n in range(90_000)) + "}}")
    ),
    "sizes that lie": zipped(members(events=("x", 100_000)), making.LYING),
    "sizes of the next zip format": zipped(members(), making.NEXT_FORMAT),
    "encrypted": zipped(members(), making.ENCRYPTED),
    "compressed in a way that is not known": zipped(members(), making.UNKNOWN),
    "overlapping members": zipped(members(), making.overlapping),
    "members far outside": zipped(members(), making.FAR_OUTSIDE),
    "thousands of members": zipped(lambda: {f"{n:060}": b"" for n in range(20_000)}),
    "a zip in a zip": zipped(lambda: {"events.zip": b"PK\3\4" * 1000}),
    "names that lead elsewhere": zipped(lambda: {"../manifest.json": b"{}", "/manifest.json": b"{}", "C:\\x": b""}),
    "a manifest that is a link": zipped(members(manifest="/etc/passwd"), making.LINK),
}
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OPEN = f'<worksheet xmlns="{NAMESPACE}"><sheetData>'
STRINGS = f'<sst xmlns="{NAMESPACE}"><si><t>'


def sheet(*rows: making.Part, before: str = "") -> bytes:
    return joined(f'<?xml version="1.0"?>{before}{OPEN}', *rows, "</sheetData></worksheet>")


def workbook(*changes: Change, more: Mapping[str, bytes] | None = None, **changed: Callable[[], bytes]) -> Make:
    """A workbook in which the named parts hold something else, and that has more parts."""

    def parts() -> Mapping[str, bytes]:
        plain, book = io.BytesIO(), Workbook()
        book.save(plain)
        with zipfile.ZipFile(plain) as before:
            found = {name: before.read(name) for name in before.namelist()}
        named = {name.rpartition("/")[2].removesuffix(".xml"): name for name in found}
        others = {named.get(stem, f"xl/{stem}.xml"): made() for stem, made in changed.items()}
        return {**found, **others, **(more or {})}

    return zipped(parts, *changes)


def rows(*parts: making.Part, before: str = "") -> Make:
    """A workbook whose sheet has these rows."""
    return workbook(sheet1=lambda: sheet(*parts, before=before))


def shared(*parts: making.Part, row: str = '<row><c t="s"><v>0</v></c></row>') -> Make:
    """A workbook whose shared texts are these."""
    return workbook(sheet1=lambda: sheet(row), sharedStrings=lambda: joined(STRINGS, *parts, "</t></si></sst>"))


WORKBOOKS: dict[str, Make] = {
    "no zip": text(("hello\n", 1000)),
    "a bomb": rows((" ", 80 * MIB)),
    "a size that lies": workbook(making.LYING, sheet1=lambda: sheet((" ", 40 * MIB))),
    "entities of entities": rows("<row><c><v>&b;</v></c></row>", before=BOMB),
    "an entity in UTF-16": workbook(
        sheet1=lambda: sheet("<row><c><v>&b;</v></c></row>", before=BOMB).decode().encode("utf-16")
    ),
    "an entity in UTF-7": workbook(
        sheet1=lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + sheet(before=BOMB).replace(b"<!", b"+ADwAIQ-")
    ),
    "a file as an entity": rows(before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "one shared text of thirty megabytes": shared(("x", 30 * MIB)),
    "one shared text of sprouts": shared(("🌱", 7 * MIB)),
    "shared texts by the hundred thousand": shared(("x</t></si><si><t>", 90_000)),
    "accents upon accents": shared("e", (MARKS, MIB)),
    "a shared text that is not there": shared(row='<row><c t="s"><v>77</v></c></row>'),
    "a million empty columns": rows("<row>", ("<c/>", 1_000_000), "</row>"),
    "a cell in the last column": rows('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "a cell in a column beyond": rows('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'),
    "rows in rows": rows(("<row>", 200_000)),
    "elements in elements": workbook(sheet1=lambda: joined(("<a>", 500_000))),
    "elements in the styles": workbook(styles=lambda: joined(("<a>", 300_000))),
    "attributes": rows("<row ", *(f'a{n}="" ' for n in range(100_000)), "/>"),
    "a number of many digits": rows("<row><c><v>", ("9", 5 * MIB), "</v></c></row>"),
    "a date out of all bounds": rows('<row><c t="d"><v>99999-99-99</v></c></row>'),
    "hundreds of parts": workbook(more={f"xl/media/{n}": b"" for n in range(600)}),
    "encrypted": workbook(making.ENCRYPTED),
    "overlapping parts": workbook(making.overlapping),
    "names that lead elsewhere": workbook(more={"../../etc/cron.d/x": b"x", "/etc/x": b"x"}),
    "no workbook in it": zipped(lambda: {"[Content_Types].xml": b"<x/>"}),
}
