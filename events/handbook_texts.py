"""The handbook's sentences: what the facts cannot say of themselves."""

from __future__ import annotations

OPENING = """# The event catalogue

<!-- Made by `python3 deploy catalogue` from the facts in `events/facts`; a test holds it current. -->

An event states what a planner would say happened. Once written it is never changed: a mistake is put right by a later
event. This page is the contract for clients, importers and files: `type` strings and field names stay as they are, new
fields come with defaults, and a changed meaning gets a new type.

An event travels, in and out, as [CloudEvents 1.0](https://cloudevents.io) JSON: one object a line
(`application/x-ndjson`) or an array of them (`application/cloudevents-batch+json`).

```json
{"specversion":"1.0","id":"7f3c.1","source":"/orgs/acme","type":"priority.ranked","subject":"plan/2026-q1/growth",
 "time":"2026-02-03T09:00:00Z","actor":"ada","onbehalfof":"grace",
 "data":{"objective":"o2","rank":1,"displaced":["o1"],"reason":"The launch moved to March"}}
```
"""

MEANINGS = {
    "position": "1, 2, 3 … in the organisation's log, without a gap. Set by the log",
    "streamversion": "1, 2, 3 … in the event's stream. Set by the log",
    "recordedat": "when the log stored it, by the database's clock. Set by the log",
    "specversion": "the version of CloudEvents",
    "id": "the event's id, unique in the organisation. The n-th event of a request is `{request}.{n}`",
    "source": "the organisation, `/orgs/{org}`",
    "type": "what happened: one of the types below",
    "subject": "the stream: what it happened to. Its form is that of the type's stream",
    "time": "*effective* time: when it took effect in the organisation. Default: when it is noted",
    "notedat": "when the organisation first wrote it down. A live event is noted when it is recorded, and the log sets "
    "this; an imported one brings the source's own timestamp. Within a stream it never decreases",
    "actor": "who did it, a person's id",
    "onbehalfof": "who asked for it, when that was not the actor",
    "origin": "how it came here",
    "decision": "the decision that authorises it",
    "correlationid": "the request that it belongs to",
    "causationid": "the event that led to it",
    "schemaversion": "the version of the type's fields, from 1",
    "datacontenttype": "`application/json`, which `data` always is",
    "data": "the fields of the type",
}

TIMES = """A `?` behind a name means that it may be left out. What is *set by the log* is ignored on the way in.

Two questions stay apart everywhere: *what was true at T* (`time` ≤ T, called `as_of`) and *what was known at T*
(`notedat` ≤ T, called `known_at`).
"""

KINDS = {
    "id": "text of lower-case letters, digits, `.`, `_` and `-`, at most 64, beginning with a letter or a digit. "
    "People, units, cycles and items have such ids; an item's (objective, key result, initiative) is unique in its "
    "plan",
    "event id": "text of letters, digits, `.`, `_` and `-`, at most 64",
    "item path": "`cycle/unit/item`, three ids",
    "stream": "a stream's name, as the headings below give them",
    "title": "text of at least one character",
    "text": "text, also empty",
    "date": "`2026-03-31`",
    "instant": "`2026-03-31T17:00:00Z`: date, time and zone (`Z` or an offset)",
    "moment": "a date, which means the end of that day in the policy's time zone, or an instant; kept as "
    "it was written",
    "points": "a JSON number with at most two decimal places: an amount of capacity",
    "share": "a number from 0 to 1: a confidence, a grade",
    "rank": "an integer; 1 is the first",
    "number": "a finite JSON number",
    "integer · boolean": "as in JSON",
    "[kind] · {kind: kind}": "a list · an object, its keys and values of these kinds",
    "`a` · `b`": "one of these words",
}

STRICTNESS = """## What is refused

What comes in is decoded strictly, because its bytes stay for ever. A refusal says what, where, and what would be
accepted. Refused are:

- broken JSON, bytes that are not UTF-8, anything but one object;
- an attribute or a field that is not in this catalogue (the answer names the nearest one that is), one that is
  missing, and one of another kind; numbers in quotation marks are texts;
- a key that stands twice in one object;
- the character NUL, half of a surrogate pair, `NaN`, `Infinity`, numbers out of range;
- an instant without a zone, a day that does not exist;
- a `subject` that does not fit the stream of the `type`;
- whatever is beyond the limits;
- and by the log: an `id` that is taken, a `time` in the future, a `notedat` in the future or before that of the event
  that precedes it in the stream.

What the log gives out may carry fields that are new since this page was made: a reader ignores what it does not know.
"""

GROWTH = """## How this page grows

Nothing that is written here is taken back, and nothing that was written by it is ever rewritten.

- A **new type** is a new row. A reader passes over the types that it does not know.
- A **new field** has a default, and means nothing else for the others. It needs no version: an event without it is read
  with the default, and who does not know it ignores it.
- Where the **fields of a type become others** and mean the same, its version goes up by one, as a row says that has had
  more than one, and `schemaversion` says which version an event's `data` are of. Files of earlier versions are accepted
  for ever: they are read, checked and kept in the present version. In the log the bytes stay as they were written, and
  every part of this program reads them as the present version; a client of the feed finds the earlier ones there, with
  their `schemaversion`. A version later than this page is refused.
- A **changed meaning** is a new type.

For each version of each type there is a sample in `tests/golden/facts.jsonl`, which only grows.
"""

COMMANDS = """## Commands

A command is the wish for an event, in the imperative: `objective.commit`, `priority.rank`, `key_result.retarget`,
`commitment.drop`, `trade_off.record` … one for each type above that a person may cause, with the same fields. (A worker
alone writes `check_in.missed` and `review.missed`.) Commands sent together are one act: all or nothing.
"""
