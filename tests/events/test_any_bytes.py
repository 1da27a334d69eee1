"""Whatever bytes come to a decoder, they are a value or its own refusal: nothing else is ever raised."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import catalogue
from events.log.audit import audited
from events.proof import archive, checkpoint, keys, note, printed, tree
from events.proof.archive import Archive, NotAnArchive
from events.proof.check import Reading
from events.proof.checkpoint import Checkpoint
from events.proof.note import NotSigned
from events.strictness import Malformed
from services.decisions import command

LAW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EVENT = (
    b'{"specversion":"1.0","id":"e1","source":"/orgs/acme","type":"priority.ranked","subject":"plan/2026-q1/growth",'
    b'"time":"2026-01-05T09:00:00Z","actor":"ada","data":{"objective":"o","rank":3,"reason":"so"}}'
)
PLACED = (
    b'{"position":1,"streamversion":1,"recordedat":"2026-01-05T09:00:00Z","notedat":"2026-01-05T09:00:00Z",' + EVENT[1:]
)
ACT = (
    b'{"commands":[{"command":"key_result.commit","subject":"plan/2026-q1/growth","time":"2026-01-05T09:00:00Z",'
    b'"data":{"key_result":"k","objective":"o","title":"Sell","start":0,"target":3,"points":1.5}}],'
    b'"expected":{"plan/2026-q1/growth":1}}'
)
SIGNER = note.Signer("acme/orgs/acme", b"1" * 32)
HEAD = checkpoint.sign(Checkpoint("acme/orgs/acme", 3, b"1" * 32), [SIGNER])
REQUEST = b'{"position":1,"events":1,"sha256":"' + b"0" * 64 + b'"}\n'
# What is put in the place of something, or in between.
SCRAPS = [
    *(b"\0", b"\xff", b"\xed\xa0\x80", "\u0301".encode(), b"\\u0301", b"\\ud800", b"[" * 2_000, b'{"a":' * 2_000),
    *(
        b"1e999999999",
        b"-0",
        b"9" * 5_000,
        b"NaN",
        b"null",
        b"true",
        b'""',
        b"{}",
        b"[]",
        b'"',
        b"\\",
        b"\n",
        b"\n\n",
        b" ",
    ),
    *(b"2026-01-05T09:00:00", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2026-02-30", b"../../etc"),
    *("— ".encode(), b"AAAA", b"+", b"=", b'"position":1,', b'"schemaversion":2,', b"-1", b"0.001", b"10000001"),
]


@st.composite
def changed(draw: st.DrawFn, *valid: bytes) -> bytes:
    """Bytes that were fine, after a few changes."""
    data = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 30))
        data = data[:start] + draw(st.sampled_from(SCRAPS) | st.binary(max_size=3)) + data[end:]
    return data


def as_text(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: parse(data.decode("utf-8", "replace"))


def recalled(data: bytes) -> object:
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):  # of bytes that no log has kept
        return catalogue.recall(data)
    return None


DECODERS: dict[str, tuple[Callable[[bytes], Any], type[ValueError], tuple[bytes, ...]]] = {
    "an event": (catalogue.decode, Malformed, (EVENT, PLACED)),
    "an event of the log": (recalled, Malformed, (PLACED,)),
    "an act": (command.decode, Malformed, (ACT,)),
    "a proof": (
        as_text(printed.parsed),
        ValueError,
        (printed.inclusion(1, [b"1" * 32], HEAD).encode(), printed.consistency(2, [b"1" * 32], HEAD).encode()),
    ),
    "heads": (as_text(checkpoint.several), NotSigned, (f"{HEAD}\n{HEAD}".encode(),)),
    "a note": (as_text(note.split), NotSigned, (HEAD.encode(),)),
    "a signed head": (as_text(lambda text: checkpoint.opened(text, [SIGNER.verifier])), NotSigned, (HEAD.encode(),)),
    "sealing keys": (as_text(keys.parsed), ValueError, (keys.text([SIGNER]).encode(),)),
    "a key": (as_text(note.verifier), ValueError, (SIGNER.verifier.vkey.encode(),)),
}


@pytest.mark.parametrize("what", DECODERS)
@LAW
@given(st.data())
def test_any_bytes_are_a_value_or_the_decoder_s_own_refusal(what: str, data: st.DataObject) -> None:
    decode, refusal, valid = DECODERS[what]
    for each in valid:
        decode(each)
    try:
        decode(data.draw(changed(*valid) | st.binary(max_size=60)))
    except ValueError as error:
        assert type(error) in (refusal, ValueError) and str(error)  # not one of Python's own, such as of a codec


@LAW
@given(changed(PLACED + b"\n" + PLACED.replace(b'version":1', b'version":2').replace(b'position":1', b'position":2')))
def test_any_lines_go_on_with_a_log_or_are_said_not_to(lines: bytes) -> None:
    hashes, wrong = Reading("acme").bodies(lines.split(b"\n"))
    assert wrong is not None or len(hashes) == lines.count(b"\n") + 1


def packed(members: dict[str, bytes], manifest: bytes | None = None) -> bytes:
    """An archive of these members; its manifest tells the truth of them, or is as it is given."""
    told = {name: {"bytes": len(body), "sha256": sha256(body).hexdigest()} for name, body in members.items()}
    says = {
        "format": archive.FORMAT,
        "version": archive.VERSION,
        "organisation": "acme",
        "events": members[archive.EVENTS].count(b"\n"),
        "root": tree.EMPTY.hex(),
        "made_at": "2026-01-05T09:00:00Z",
        "made_by": "nobody",
        "members": told,
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        for name, data in {**members, archive.MANIFEST: manifest or json.dumps(says).encode()}.items():
            made.writestr(name, data)
    return body.getvalue()


def gone_through(data: bytes) -> None:
    """All of an archive is read, as it is before it is restored."""
    with suppress(NotAnArchive, NotSigned):
        found = Archive(io.BytesIO(data))
        for text in map(found.text, (archive.HEADS, archive.KEYS, archive.POLICY)):
            assert isinstance(text, str)
        audited(found, [checkpoint.unchecked(each) for each in checkpoint.several(found.text(archive.HEADS))])
        list(found.requests())


SOUND = {
    archive.EVENTS: PLACED + b"\n",
    archive.REQUESTS: REQUEST,
    archive.HEADS: HEAD.encode(),
    archive.KEYS: SIGNER.verifier.vkey.encode(),
    archive.POLICY: b"{}",
}


@LAW
@given(changed(packed(SOUND)))
def test_any_zip_is_an_archive_or_none(data: bytes) -> None:
    gone_through(data)


@LAW
@given(st.sampled_from(list(SOUND)), st.data())
def test_any_members_are_an_archive_s_or_none(name: str, data: st.DataObject) -> None:
    gone_through(packed({**SOUND, name: data.draw(changed(SOUND[name]))}))


@LAW
@given(changed(json.dumps({"format": archive.FORMAT, "version": 1, "organisation": "acme", "members": {}}).encode()))
def test_any_manifest_is_one_or_none(manifest: bytes) -> None:
    gone_through(packed(SOUND, manifest))


DEEP = b"[" * 20_000


@pytest.mark.parametrize("body", [PLACED.replace(b'"ada"', DEEP), PLACED[:-1] + b',"more":' + DEEP, DEEP])
def test_a_line_that_is_nested_too_deeply_is_refused_everywhere(body: bytes) -> None:
    for decode in (catalogue.decode, command.decode, catalogue.recall):
        with pytest.raises(ValueError, match=r"nested deeper than 16 levels|Expected"):
            decode(body)
    assert Reading("acme").bodies([body])[1] is not None
    with pytest.raises(NotAnArchive):
        Archive(io.BytesIO(packed(SOUND, body)))


@pytest.mark.parametrize("instant", [b"2026-01-05T09:00:00", b"2026-01-05T09:00:00Z\xff", b"yesterday"])
def test_an_instant_without_a_zone_is_no_event_of_a_log(instant: bytes) -> None:
    body = PLACED.replace(b'"recordedat":"2026-01-05T09:00:00Z"', b'"recordedat":"' + instant + b'"')
    found = Reading("acme").bodies([body])[1]
    assert found is not None and "its bytes are no event of a log" in found.why
