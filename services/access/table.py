"""Who may do what: one table, role × action × scope. What it does not say is not allowed.

A role is held everywhere, in a cycle, in a unit, or in a unit's share of a cycle, until an instant (`role.granted`, or
what a key was made with). `all`: in the whole organisation, whatever the role was granted for. `scope`: only within
what it was granted for. `-`: not at all.
"""

from __future__ import annotations

from typing import Literal, get_args

from events.facts.organisation import Role

Reach = Literal["all", "scope", "-"]

TABLE = """
action              admin  governance_lead  sponsor  champion  owner  member  consultant  reader  service
organisation.read   all    all              all      all       all    all     all         all     all
state.read          all    all              all      all       all    all     scope       scope   scope
findings.read       all    all              all      all       scope  scope   scope       scope   scope
report.read         all    all              all      all       scope  scope   scope       scope   scope
report.make         all    all              scope    scope     -      -       scope       -       scope
audit.read          all    all              scope    scope     scope  -       scope       -       scope
log.prove           all    all              all      all       all    all     all         all     all
log.read            all    all              -        -         -      -       scope       -       scope
request.send        all    all              all      all       all    all     all         -       all
person.read         all    all              scope    scope     -      -       -           -       -
person.write        all    -                -        -         -      -       -           -       -
reading.read        all    all              -        -         -      -       -           -       -
organisation.write  all    all              -        -         -      -       -           -       -
role.write          all    -                -        -         -      -       -           -       -
cycle.write         all    all              scope    scope     -      -       -           -       scope
plan.write          all    all              scope    scope     scope  -       -           -       scope
waiver.write        all    all              scope    -         -      -       -           -       -
check_in.write      all    all              scope    scope     scope  scope   -           -       scope
decision.write      all    all              all      all       all    all     all         -       all
support.write       all    all              -        all       -      -       all         -       all
"""

MEANS = {
    "organisation.read": "which units, cycles and plans there are, by name",
    "state.read": "cycles, plans and their items: as they stand, stood, differ and changed",
    "findings.read": "findings and shifts",
    "report.read": "the report of a cycle, and those that were made",
    "report.make": "have a report made of another day or by another policy",
    "audit.read": "the audit trail and the timeline: who did what, before and after",
    "log.prove": "the log's signed head and its hashes, which name nothing",
    "log.read": "the events themselves, byte for byte, and as they come",
    "request.send": "send commands, and ask what became of one's own",
    "person.read": "names and addresses behind the pseudonyms",
    "person.write": "set, correct and erase names and addresses",
    "reading.read": "the access log: who looked at what, when",
    "organisation.write": "the organisation, its units, annual outcomes and policy",
    "role.write": "who belongs to it, and who holds which role",
    "cycle.write": "cycles, their reviews and priorities",
    "plan.write": "plans: baselines, objectives, key results, capacity, trade-offs",
    "waiver.write": "waive a finding",
    "check_in.write": "check-ins",
    "decision.write": "decisions and objections",
    "support.write": "support, its providers, and pulses",
}

# The action that a command is, by its stream; by its name where the stream's does not do.
WRITES = {
    "org": "organisation.write",
    "cycle": "cycle.write",
    "plan": "plan.write",
    "check-ins": "check_in.write",
    "decision": "decision.write",
    "support": "support.write",
}
COMMANDS = {
    "person.register": "role.write",
    "role.grant": "role.write",
    "role.revoke": "role.write",
    "waiver.grant": "waiver.write",
}


def parsed(table: str) -> dict[str, dict[str, Reach]]:
    """The reach of each role, by action. Raises ValueError for a table that is not whole."""
    (_, *roles), *rows = [line.split() for line in table.strip().splitlines()]
    found: dict[str, dict[str, Reach]] = {}
    for action, *cells in rows:
        if len(cells) != len(roles) or action in found or not {*cells} <= {*get_args(Reach)}:
            raise ValueError(f"the row of {action} has to say once, for each of {len(roles)} roles, all, scope or -")
        found[action] = dict(zip(roles, cells, strict=True))  # type: ignore[arg-type]
    return found


REACH = parsed(TABLE)
ACTIONS = (*REACH,)
ROLES: tuple[str, ...] = (*get_args(Role), "service")


def action_of(command: str, subject: str) -> str:
    """The action that a command on a stream is."""
    return COMMANDS.get(command) or WRITES[subject.partition("/")[0]]
