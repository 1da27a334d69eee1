"""The short ways of the strict decoder refuse all that the long way refuses, and give the same otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import catalogue, strictness
from events.catalogue import Event, decode, encode
from events.composed import with_composed_texts
from events.moments import check_years
from events.strictness import Malformed
from tests.events.drawn import events

many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(st.characters(), max_size=8) | st.sampled_from(["\0", "\ud800", "\udfff\ud800", "{", "[" * 20, "\\u"])
scalars = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats(allow_nan=True) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4))
nested = st.tuples(values, st.integers(0, 20)).map(lambda drawn: wrapped(*drawn))
# What is put into a line that was fine: escapes, doubled keys, brackets, numbers, bytes that are no UTF-8.
SCRAPS = [
    *(
        b"\\u0000",
        b"\\ud800",
        b"\\uDFFF",
        b"\\u0041",
        b"\\u0301",
        "\u0301".encode(),
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b'"id":"twice",',
    ),
    *(b'"position":3,', b'"notedat":"2026-01-01T00:00:00Z",', b'"schemaversion":1,', b"9007199254740993", b"0"),
    *(b" ", b"\n", b"[", b"]", b"{", b"}", b",", b'"', b"\\", b"1e400", b"NaN", b"-", b'"colour":"red",', b"null"),
]
POLICY = (
    '{"specversion":"1.0","id":"e1","source":"/orgs/acme","type":"policy.set","subject":"org","actor":"ada",'
    '"data":{"parameters":{"a":"7"},"reason":"so"}}'
)
FRONTS = [
    b'{"position":7,"streamversion":2,"recordedat":"2026-02-03T09:00:00.000000Z",',
    b'{"position":7,"streamversion":2,"recordedat":"2026-02-03T09:00:00.000000Z","notedat":"2026-02-03T09:00:00Z",',
    b'{"position":7,"position":7,"streamversion":2,"recordedat":"2026-02-03T09:00:00Z",',
    b'{"position":07,"streamversion":2,"recordedat":"2026-02-03T09:00:00Z",',
    b'{"position":7,"streamversion":2,"recordedat":"yesterday",',
]


def wrapped(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


def told(work: Any, line: bytes) -> Any:
    """What it gives, or how it refuses."""
    try:
        return work(line)
    except Malformed as error:
        return str(error), error.pointer


def walked(line: bytes) -> Any:
    tree = strictness.check(line)
    strictness._walk(tree, 1)
    return tree


def unhurried(line: bytes) -> Event:
    """`decode` without its short way, and every value walked."""
    line = with_composed_texts(line)
    walked(line)
    event = catalogue._searched(line, None)
    catalogue.check_subject(event.subject, event.type)
    check_years(event.type, event)
    check_years(event.type, event.data, "data")
    return event


@many
@given(nested, st.booleans())
def test_a_value_that_is_not_walked_has_nothing_to_be_found(value: Any, escaped: bool) -> None:
    line = json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    assert repr(told(strictness.check, line)) == repr(told(walked, line))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"[" * 16 + b"1" + b"]" * 16, "nested deeper"),
        (b'{"a":[{"b":"\\u0000"}]}', "NUL"),
        (b'{"a\\u0000":1}', "NUL"),
        (b'["\\uDc00"]', "surrogate"),
        (b'{"a":{"b":1,"b":1}}', "stands twice"),
        (b"[-9007199254740993]", "is beyond"),
    ],
)
def test_what_only_a_walk_or_a_hook_finds_is_found(line: bytes, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        strictness.check(line)


@many
@given(events(), st.sampled_from([b"{", *FRONTS]), st.data())
def test_the_short_way_of_decoding_takes_nothing_that_the_long_way_refuses(
    event: Event, front: bytes, data: st.DataObject
) -> None:
    line = front + catalogue.tail(event)
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(line)))
        line = line[:at] + data.draw(st.sampled_from(SCRAPS)) + line[at:]
    assert told(decode, line) == told(unhurried, line)


@pytest.mark.parametrize("written", ["9007199254740993", "-9007199254740993"])
def test_a_parameter_is_no_huge_integer_in_a_line_of_ours_either(written: str) -> None:
    line = encode(decode(POLICY.encode())).replace(b'"7"', written.encode())
    with pytest.raises(Malformed, match="is beyond"):
        decode(line)


@many
@given(events())
def test_a_line_of_ours_goes_the_short_way(event: Event) -> None:
    line = b"{" + catalogue.tail(event)
    searched = strictness.suspicious(line) or strictness.unbounded(type(event.data))
    assert searched or catalogue._verbatim(decode(line), line)
