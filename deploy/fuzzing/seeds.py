"""What fuzzing begins with: the examples, cut into pieces that one mutation can change much of."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from openpyxl import Workbook

from deploy import example
from deploy.fuzzing.targets import MEMBERS, NEXT
from events import catalogue
from events.proof import checkpoint, note, printed
from events.proof.checkpoint import Checkpoint
from events.proof.keys import text
from services.decisions.command import registered

EXAMPLES = Path(__file__).resolve().parents[2] / "tests" / "examples"
SIGNER = note.Signer("acme/orgs/acme", b"1" * 32)
WORDS = {
    "history": (
        "# ",
        "## ",
        "- [ ] ",
        "- [x] ",
        "~~",
        "| Key Result | Score |\\x0a|-|-|\\x0a",
        "2026 Q1",
        "50%",
        "Owner: ",
    ),
    "archive": (
        '{\\"position\\":1,\\"streamversion\\":1,\\"recordedat\\":\\"',
        '{\\"position\\":1,\\"events\\":1,\\"sha256\\":\\"',
        "PK",
    ),
    "proof": (printed.HEADER, "old ", "index ", "extra ", "PRIVATE+KEY+", "\\xe2\\x80\\x94 "),
}
TABLE = "Objective,Key result,Owner,Start,Target,Current,Due\nGrow,Sell 3 trains,ana,0,3,1,2026-03-31\n"


def seeds(target: str) -> Iterator[bytes]:
    """The inputs that a target's fuzzing begins with."""
    yield from {"events": _events, "history": _history, "archive": _archive, "command": _commands, "proof": _proof}[
        target
    ]()


def dictionary(target: str) -> str:
    """Words that belong into the target's inputs, in the form of libFuzzer's dictionaries."""
    words = WORDS.get(target) or (*catalogue.types(), *registered(), *_fields())
    return "".join(f'"{word}"\n' for word in words)


def _fields() -> set[str]:
    kinds: list[Any] = [
        catalogue.Envelope,
        *catalogue.types().values(),
        *(decision.wish for decision in registered().values()),
    ]
    return {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}


def _events() -> Iterator[bytes]:
    yield (EXAMPLES / "quarter.jsonl").read_bytes()
    found = example.events()
    first = {event.type: catalogue.encode(event) for event in reversed(found)}
    yield from first.values()
    yield b"[" + b",".join(first.values()) + b"]"
    for start in range(0, 400, 25):
        yield b"\n".join(map(catalogue.encode, found[start : start + 25]))


def _history() -> Iterator[bytes]:
    pages = [file.read_bytes() for file in sorted((EXAMPLES / "okrs").iterdir())]
    yield b"\0" + NEXT.join(pages)
    yield from (b"\0" + page for page in pages)
    book, packed = Workbook(), io.BytesIO()
    for line in TABLE.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(packed)
    yield b"\2" + packed.getvalue()
    yield b"\1" + TABLE.encode() + NEXT + TABLE.replace("1,2026", "2,2026").encode()


def _archive() -> Iterator[bytes]:
    lines = [
        b'{"position":%d,"streamversion":%d,"recordedat":"2026-01-04T09:00:00Z","notedat":"2026-01-04T09:00:00Z",'
        % (n, n)
        + catalogue.tail(msgspec.structs.replace(event, source="/orgs/acme", subject="org", notedat=None))
        for n, event in enumerate(example.events()[:3], 1)
    ]
    request = b'{"position":1,"events":2,"sha256":"' + b"0" * 64 + b'"}\n'
    head = checkpoint.sign(Checkpoint("acme/orgs/acme", 3, b"1" * 32), [SIGNER])
    parts = [b"\n".join([*lines, b""]), request, head.encode(), SIGNER.verifier.vkey.encode(), b"{}"]
    assert len(parts) == len(MEMBERS)
    yield NEXT.join(parts)
    yield NEXT.join(parts[:1])


def _commands() -> Iterator[bytes]:
    for event in {event.type: event for event in reversed(example.events())}.values():
        data = json.loads(catalogue.encode(event))["data"]
        for name, decision in registered().items():
            if getattr(decision.wish, "type_", None) == event.type:
                told = {"command": name, "subject": event.subject, "time": "2026-01-05T09:00:00Z", "data": data}
                yield json.dumps({"commands": [told], "expected": {event.subject: 1}}).encode()


def _proof() -> Iterator[bytes]:
    head = checkpoint.sign(Checkpoint("acme/orgs/acme", 3, b"1" * 32), [SIGNER])
    yield printed.inclusion(1, [b"1" * 32, b"2" * 32], head).encode()
    yield printed.consistency(2, [b"1" * 32], head).encode()
    yield f"{head}\n{head}".encode()
    yield text([SIGNER]).encode()
    yield SIGNER.verifier.vkey.encode()
