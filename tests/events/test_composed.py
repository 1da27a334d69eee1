"""What comes in is composed (NFC): text by text, as it is spelt, and nothing else of a line changes."""

from __future__ import annotations

import json
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import Event, decode, encode
from events.composed import composed, with_composed_texts
from events.facts.organisation import OrganisationRegistered
from events.strictness import Malformed
from events.terms import Points
from services.decisions import command

EVENT = (
    '{"specversion":"1.0","id":"e1","source":"/orgs/acme","type":"organisation.registered","subject":"org",'
    '"actor":"ada","data":{"name":%s}}'
)
ACT = '{"commands":[{"command":"objective.commit","subject":"plan/2026-q1/growth","data":%s}]}'
# Letters with marks behind them, Hangul in parts, what NFC takes apart, and what an escape must not be joined with.
PIECES = [
    "e",
    "n",
    "\u0301",
    "\u0303",
    "\u0323",
    "\u1112",
    "\u1161",
    "\u0958",
    "\ufb2c",
    "\u212b",
    "\n",
    "\\",
    '"',
    "/",
    "=",
]
texts = st.lists(st.sampled_from([*PIECES, "\u0338", "x"]) | st.characters(codec="utf-8"), max_size=8).map("".join)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.decimals(-9, 9, places=3).map(str).map(json.loads)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
)


def name(event: Event) -> str:
    assert isinstance(event.data, OrganisationRegistered)
    return event.data.name


def in_nfc(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(inner) for key, inner in value.items()}
    return [in_nfc(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "spelt", ['"Café"', '"Cafe\u0301"', '"Caf\\u0065\\u0301"', '"Caf\\u0065\u0301"', '"Caf\\u00e9"']
)
def test_a_text_is_decoded_as_its_composed_form(spelt: str) -> None:
    event = decode((EVENT % spelt).encode())
    assert name(event) == "Café"
    assert name(decode(encode(event))) == "Café"
    act = command.decode((ACT % f'{{"objective":"a","title":{spelt}}}').encode())
    assert act.commands[0].data.title == "Café"


def test_a_mark_behind_an_escape_stays_on_its_own() -> None:
    spelt = '"a\\n\u0303b\\t\u0301"'
    assert name(decode((EVENT % spelt).encode())) == "a\n\u0303b\t\u0301"


def test_an_amount_keeps_its_digits_beside_a_text_that_changes() -> None:
    act = command.decode((ACT % '{"objective":"a","title":"e\u0301","points":1.10}').encode())
    assert (act.commands[0].data.title, str(act.commands[0].data.points)) == ("é", "1.10")
    assert isinstance(act.commands[0].data.points, Points)


@pytest.mark.parametrize("decoding", [decode, command.decode])
def test_two_keys_that_are_one_when_composed_are_refused(decoding: Any) -> None:
    with pytest.raises(Malformed, match="stands twice"):
        decoding('{"\u00e9":1,"e\u0301":2}'.encode())


def test_what_is_too_long_when_it_is_composed_is_refused() -> None:
    with pytest.raises(Malformed, match="length <= 2000"):
        decode((EVENT % f'"{chr(0x958) * 1001}"').encode())
    reason = chr(0x958) * 15_000
    with pytest.raises(Malformed, match="at most 61440 are accepted"):
        decode((EVENT % f'"{reason}"').encode())


@given(values, st.booleans())
def test_json_is_composed_in_all_its_texts_and_in_nothing_else(value: Any, escaped: bool) -> None:
    line = json.dumps(value, ensure_ascii=escaped).encode()
    expected = in_nfc(value)
    try:
        found = with_composed_texts(line)
    except Malformed:  # NUL among the texts
        assert b"\\u0000" in line
        return
    decoded = json.loads(found)
    assert decoded == expected or _keys_met(value)
    assert found == line or value != expected


def _keys_met(value: Any) -> bool:
    """Whether two keys of an object are one when they are composed."""
    if isinstance(value, dict):
        return len({in_nfc(key) for key in value}) < len(value) or any(map(_keys_met, value.values()))
    return isinstance(value, list) and any(map(_keys_met, value))


def test_more_marks_than_a_letter_can_have_are_refused_in_no_time() -> None:
    marks = "\u0301\u0323" * 10_000  # to put them in order would take seconds
    with pytest.raises(Malformed, match="more than 30 marks on one letter"):
        decode((EVENT % f'"e{marks}"').encode())
    assert composed(f"e{marks * 50}x") == normalize("NFC", f"e{marks[:30]}x")
    assert composed(f"e{marks[:30]}") == normalize("NFC", f"e{marks[:30]}")
