"""The handbook is current, whole, and true."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from events import handbook
from events.catalogue import Envelope, decode, streams, types
from events.handbook_texts import KINDS, MEANINGS

README = Path(__file__).resolve().parent.parent.parent / "events" / "README.md"


def test_the_page_is_current() -> None:
    assert README.read_text(encoding="utf-8") == handbook.page(), "run `python3 deploy catalogue`"


def test_every_attribute_stream_type_and_field_has_its_place() -> None:
    page = handbook.page()
    assert set(MEANINGS) == set(Envelope.__struct_encode_fields__)
    assert all(f"stream `{pattern}`" in page for pattern in streams())
    for name, fact in types().items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert re.findall(r"\*\*(\w+)\*\*", row) == list(fact.__struct_encode_fields__)
        assert row.count("|") == 4


def test_every_word_for_a_kind_of_value_is_explained() -> None:
    explained = {word for names in KINDS for word in names.split(" · ")}
    assert {name for _, name in handbook.NAMES} - explained == {"event id or item path"}


def test_the_example_is_an_event() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", handbook.page(), re.DOTALL)
    assert msgspec.json.decode(example)["type"] == decode(example.encode()).type == "priority.ranked"
