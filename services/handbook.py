"""Commands as a page for those who write clients: `services/README.md`, made from the decisions themselves."""

from __future__ import annotations

import msgspec

from events import catalogue
from events.handbook import described
from services.access.table import MEANS, REACH, ROLES
from services.decisions.command import Decision, registered
from services.http.problems import KINDS

OPENING = """# Acting: the commands

This page is made by `python3 deploy catalogue`.

What people do is a *command*: the wish for an event, in the imperative. It is decided on the state as it stands; it
becomes an event of the [catalogue](../events/README.md), or it is refused with the reason and what would be accepted.
Whether a change was paid for is not asked here: the past is recorded, and judged later.

```json
{
  "commands": [
    {
      "command": "objective.commit",
      "subject": "plan/2026-q1/growth",
      "onbehalfof": "sofia",
      "decision": "copilot",
      "data": {"objective": "copilot", "title": "Dispatchers decide with a copilot", "rank": 1, "displaced": ["hiring"]}
    }
  ],
  "expected": {"plan/2026-q1/growth": 12}
}
```

`POST /v1/orgs/{org}/commands` takes up to 500 commands and 1 MiB. They are one *act*: all of them happen, in one
transaction and in this order, or none. Of a command, `command` and `subject` (the stream) are needed; `time` is when it
took effect (default: now; at most five minutes ahead, and not before the cycle was opened), `onbehalfof` who asked for
it, `decision` what authorises it. Who did it is the key's own person.

- **The answer** is 201 with the events as the log keeps them, the position to wait for (`min_position` of a GET), and
  `advice`: what a key result's wording is worth, what a shift asks for and what could pay for it. It refuses nothing,
  and is at most a hundred pieces.
- **Sent again.** With an `Idempotency-Key` (letters, digits, `_` and `-`, at most 48) a request can be sent any number
  of times: it happens once and gets its first answer. The same key with another body is refused (422).
  `GET /v1/orgs/{org}/commands/{request}` says what became of it.
- **Naming each other.** The n-th event of a request has the id `{request}.{n}`, so that a shift and the trade-off that
  pays for it can be one act: the trade-off names `{request}.1`. A command makes one event; `plan.reset` makes several.
- **Versions.** `expected` names streams and the versions that the act was thought out on (`streamversion` of their last
  events, 0 for none). Where one is at another version, the answer is 409 with what moved. Without it, an act that meets
  another one is decided anew, and answered 409 only when that keeps happening.
- **Corrections** are commands too: `check_in.correct`, `commitment.reinstate`, `key_result.retarget` … Nothing is
  edited.
- **The next cycle.** `plan.reset` on the new plan takes the old one's open items: kept, carried over, dropped or
  deferred, and becomes the events of both plans in one act.
"""
MAY = """## Who may

Whoever asks holds roles: one that a key was made with, or those that the log grants its person (`role.grant`), each
everywhere, in a cycle, in a unit, or in a unit's share of a cycle, and until an instant where one was named. *all*
reaches all of the organisation, *scope* what the role was granted for; what is empty is not allowed (403). What is
asked of a whole cycle is in the scope of no unit: name `unit`. Another organisation is not there (404).
"""
REFUSALS = """## When it is refused

Problems are `application/problem+json` (RFC 9457): `detail` says what and what would be accepted, and `errors` has a
JSON pointer to the place, as `/commands/1/data/rank`.

| status | problem | |
| --- | --- | --- |"""
TABLE = """| command | happens when | fields |
| --- | --- | --- |"""


def page() -> str:
    """The whole page, in Markdown."""
    streams: dict[str, list[str]] = {}
    for name, decision in registered().items():
        stream = decision.stream or catalogue.stream_of(decision.wish.type_)
        streams.setdefault(stream, []).append(_row(name, decision))
    order = [*catalogue.streams()]
    sections = [
        "\n".join([f"## On `{stream}`\n", TABLE, *streams[stream], ""]) for stream in sorted(streams, key=order.index)
    ]
    problems = [f"| {kind.status} | {kind.title} | {kind.means} |" for kind in KINDS]
    parts = [OPENING, "\n".join([MAY, *_reaches(), ""]), "\n".join([REFUSALS, *problems, ""]), *sections]
    return "\n".join(parts)


def _reaches() -> list[str]:
    heads = [role.replace("_", " ") for role in ROLES]
    lines = [f"| | {' | '.join(heads)} | |", f"| --- {'| --- ' * len(heads)}| --- |"]
    for action, reach in REACH.items():
        cells = " | ".join(reach[role].replace("-", "") for role in ROLES)
        lines.append(f"| `{action}` | {cells} | {MEANS[action]} |")
    return lines


def _row(name: str, decision: Decision) -> str:
    says = " ".join((decision.decide.__doc__ or "").split())
    fields = "; ".join(described(field) for field in msgspec.structs.fields(decision.wish)) or "none"
    return f"| `{name}` | {says} | {fields} |"
