"""What comes from outside is decoded strictly: every refusal says what, where, and what would be accepted."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from events.catalogue import EVENT_BYTES, Attributes, Event, decode, encode, recall
from events.facts.plan import CapacityAdded
from events.strictness import Malformed
from events.terms import Points

PLAN = "plan/2026-q1/growth"


def line(type_: str = "capacity.added", data: str = '{"points":3,"reason":"Two join"}', **attributes: Any) -> bytes:
    """An event as bytes: its data as they are written here, any attribute replaced, None leaving it out."""
    envelope = {
        "specversion": "1.0",
        "id": "e1",
        "source": "/orgs/acme",
        "type": type_,
        "subject": PLAN,
        "actor": "ada",
    }
    kept = {name: value for name, value in (envelope | attributes).items() if value is not None}
    return (json.dumps(kept)[:-1] + f', "data": {data}}}').encode()


def refused(of: bytes) -> str:
    with pytest.raises(Malformed) as malformed:
        decode(of)
    return str(malformed.value)


def test_an_event_of_the_catalogue_is_decoded() -> None:
    event = decode(line(time="2026-02-03T09:00:00+01:00"))
    assert event.type == "capacity.added" and event.time is not None and event.time.utcoffset() is not None


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (b"", "broken JSON: Expecting value at character 1"),
        (b"{", "broken JSON"),
        (b'{"a":1}{"b":2}', "broken JSON: Extra data at character 8"),
        (b"[]", "expected one JSON object, an event"),
        (b"7", "expected one JSON object, an event"),
        (b'"\xff"', "not UTF-8 at byte 2"),
        (b"\xef\xbb\xbf{}", "broken JSON: Unexpected UTF-8 BOM"),
        (b"[" * 100_000 + b"]" * 100_000, "the event has 200000 bytes; at most 61440 are accepted"),
        (b"[" * 20_000 + b"]" * 20_000, "nested deeper than 16 levels"),
        (line(data="[" * 17 + "]" * 17), "nested deeper than 16 levels"),
        (line(data='{"points":1,"points":2,"reason":""}'), "the key 'points' stands twice in one object"),
        (line(data='{"points":1,"p\\u006fints":2,"reason":""}'), "the key 'points' stands twice in one object"),
        (line()[:-1] + b',"id":"e2"}', "the key 'id' stands twice in one object"),
        (line(data='{"points":1,"reason":"\\u0000"}'), "a text contains the character NUL"),
        (line(data='{"points":1,"reason":"\x00"}'), "broken JSON: Invalid control character"),
        (line(data='{"points":1,"reason":"\\ud83c"}'), "a text contains half of a surrogate pair"),
        (line(data='{"points":1,"reason":"\\udf31\\ud83c"}'), "a text contains half of a surrogate pair"),
        (line(data='{"points":9007199254740993,"reason":""}'), "the integer 9007199254740993 is beyond 2^53"),
        (line(data=f'{{"points":{"9" * 5000},"reason":""}}'), "the integer 999999999999999999999999 is beyond 2^53"),
        (line(data='{"points":NaN,"reason":""}'), "NaN is not a JSON number"),
        (line(data='{"points":-Infinity,"reason":""}'), "-Infinity is not a JSON number"),
    ],
)
def test_what_is_no_sound_json_is_refused(of: bytes, says: str) -> None:
    assert says in refused(of)


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (line("capacity.aded"), "unknown type 'capacity.aded'; did you mean 'capacity.added'?"),
        (line("x"), "unknown type 'x'; known are baseline.locked, baseline.revised"),
        (line(type=None), "missing required field `type`"),
        (line(type=7), "unknown type 7"),
        (line(actr="ada"), "the event: unknown field 'actr'; did you mean 'actor'?"),
        (line(data='{"point":1,"reason":""}'), "capacity.added: unknown field 'point'; did you mean 'points'?"),
        (line(data='{"points":1}'), "capacity.added: Object missing required field `reason`"),
        (line(data="7"), "capacity.added: expected an object"),
        (line(data='{"points":1,"reason":null}'), "Expected `str`, got `null` - at `$.reason`"),
        (line(specversion="0.3"), "Invalid enum value '0.3'; expected 1.0 - at `$.specversion`"),
        (line(source="acme"), "of /orgs/{org} - at `$.source`"),
        (line(id="a b"), "of letters, digits, '.', '_' and '-', at most 64 - at `$.id`"),
        (line(id="a\n"), "of letters, digits, '.', '_' and '-', at most 64 - at `$.id`"),
        (line(actor="Ada"), "of lower-case letters, digits"),
        (line(actor="a" * 65), "of lower-case letters, digits"),
        (line(origin="me"), "Invalid enum value 'me'; expected api, import, worker - at `$.origin`"),
        (line(subject="plan/2026-q1"), "does not fit capacity.added; expected plan/{cycle}/{unit}"),
        (line(subject="cycle/2026-q1"), "the subject 'cycle/2026-q1' does not fit capacity.added"),
        (line(subject="plan/2026-q1/growth/kr1"), "does not fit capacity.added"),
        (line(subject="plan//growth"), "of a stream, e.g. plan/2026-q1/growth - at `$.subject`"),
        (line(subject="plan/2026-q1/Growth"), "of a stream"),
    ],
)
def test_what_the_catalogue_does_not_know_is_refused(of: bytes, says: str) -> None:
    assert says in refused(of)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-02-03T09:00:00", "2026-02-03", "2026-02-30T09:00:00Z", "2026-02-03T25:00:00Z", "yesterday", ""),
        *(1769990400, "1769990400", "1899-12-31T23:59:59Z", "3000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
@pytest.mark.parametrize("attribute", ["time", "notedat"])
def test_an_instant_has_its_zone_and_a_day_that_exists(attribute: str, written: Any) -> None:
    said = refused(line(**{attribute: written}))
    assert attribute in said and any(
        each in said for each in ("Invalid RFC3339", "Expected `datetime", "expected 1900")
    )


@pytest.mark.parametrize(
    "written", ['"2026-02-30"', '"2026-13-01"', '"3.2.2026"', '"2026-02-03T09:00:00Z"', "20260203"]
)
def test_a_date_is_a_day_that_exists(written: str) -> None:
    said = refused(line("key_result.rescheduled", f'{{"key_result":"kr1","due":{written}}}'))
    assert "date" in said and "$.due" in said


@pytest.mark.parametrize("written", ['"0001-01-01"', '"9999-12-31T23:59:59-12:00"'])
def test_a_moment_lies_in_years_that_a_calendar_can_count_with(written: str) -> None:
    of = line("waiver.granted", f'{{"rule":"r","subject":"org","reason":"","approved_by":"ada","expires":{written}}}')
    assert "expires is in the year" in refused(of)


@pytest.mark.parametrize("written", ['"2026-02-30"', '"2026-02-03T09:00:00"', '"soon"', "7", '""'])
def test_a_moment_is_a_date_or_an_instant_with_its_zone(written: str) -> None:
    of = line("waiver.granted", f'{{"rule":"r","subject":"org","reason":"","approved_by":"ada","expires":{written}}}')
    assert "Expected a date like 2026-03-31 or an instant with a zone" in refused(of)


@pytest.mark.parametrize(
    "written",
    [
        *('"3"', '"NaN"', "true", "null", "[3]", "-1", "-0.01", "1.005", "0.001", "10000000.01", "10000001", "1e8"),
        *("1e999999999", "1e-999999999", "1e400", "3.0000000000000000000000001"),
    ],
)
def test_points_are_a_number_of_two_places_within_bounds(written: str) -> None:
    said = refused(line(data=f'{{"points":{written},"reason":""}}'))
    assert "at most two decimal places" in said or "out of range" in said
    assert "capacity.added" in said


@pytest.mark.parametrize(("written", "kept"), [("0", "0"), ("3.50", "3.50"), ("1e2", "100"), ("10000000", "10000000")])
def test_points_are_kept_exactly(written: str, kept: str) -> None:
    event = decode(line(data=f'{{"points":{written},"reason":""}}'))
    assert f'"points":{kept},'.encode() in encode(event)
    assert recall(encode(event)) == event


@pytest.mark.parametrize("written", ["1e400", "-1e400", "1.01", "-0.1", '"0.5"', "true"])
def test_a_share_is_a_number_from_0_to_1(written: str) -> None:
    assert "grade" in refused(line("key_result.graded", f'{{"key_result":"kr1","grade":{written}}}'))


def test_an_event_that_is_too_large_is_refused() -> None:
    room = EVENT_BYTES - len(line(data='{"points":1,"reason":""}', decision=None))
    assert room > 20_000
    assert "$.reason" in refused(line(data=f'{{"points":1,"reason":"{"x" * 20_001}"}}'))
    filled = f'{{"points":1,"reason":"{"🌱" * 14_000}","approved_by":"ada"}}'
    decode(line(data=filled).ljust(EVENT_BYTES))
    assert refused(line(data=filled).ljust(EVENT_BYTES + 1)) == "the event has 61441 bytes; at most 61440 are accepted"


def test_what_the_log_sets_may_be_there() -> None:
    event = decode(line(position=7, streamversion=2, recordedat="2026-02-03T09:00:00Z", notedat="2026-02-03T09:00:00Z"))
    assert (event.position, event.streamversion) == (7, 2)


def test_what_a_later_version_wrote_is_read_by_the_log_and_refused_from_outside() -> None:
    later = line(data='{"points":1,"reason":"","mood":"good"}')[:-1] + b',"partition":3}'
    assert recall(later).type == "capacity.added"
    assert "unknown field 'partition'" in refused(later)
    with pytest.raises(Malformed, match=r"unknown type 'capacity.doubled' at position 4"):
        recall(line("capacity.doubled", position=4))


@pytest.mark.parametrize(
    "bytes_",
    [
        line(id='"type":"baseline.locked"'),
        b'{"data":{"type":"baseline.locked","points":3,"reason":"Two join"},'
        + line()[1:].partition(b', "data"')[0]
        + b"}",
        b'{"type":"baseline.locked",' + line()[1:],
        line().replace(b'"type"', b'"t\\u0079pe"'),
        line().replace(b'"type": ', b'"type":'),
        line("capacity.added", '{"points":3,"reason":"\\"type\\":\\"baseline.locked\\""}'),
    ],
)
def test_the_log_is_read_by_the_type_that_an_event_has_wherever_it_may_seem_to_stand(bytes_: bytes) -> None:
    assert recall(line("baseline.locked", "{}")).type == "baseline.locked"
    attributes = msgspec.json.decode(bytes_, type=Attributes)
    reason = msgspec.json.decode(bytes_)["data"]["reason"]
    expected = Event(**msgspec.structs.asdict(attributes), data=CapacityAdded(points=Points(3), reason=reason))
    for _ in range(2):  # the first of a type is read step by step, those after it at once
        event = recall(bytes_)
        assert event == expected and hash(event) == hash(expected)
        assert type(event) is Event


@pytest.mark.parametrize(
    ("data", "says", "pointer"),
    [
        ('{"points":"3","reason":""}', "capacity.added: Expected points: a number from 0", "/data/points"),
        ('{"points":3}', "capacity.added: Object missing required field `reason`", "/data"),
        ("7", "capacity.added: Expected `object`, got `int`", "/data"),
    ],
)
def test_what_the_log_cannot_be_read_by_is_told_with_its_place(data: str, says: str, pointer: str) -> None:
    for _ in range(2):
        with pytest.raises(Malformed) as malformed:
            recall(line(data=data))
        assert says in str(malformed.value) and malformed.value.pointer == pointer
