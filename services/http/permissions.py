"""Who may act: the streams on which each role's commands are decided. What is not named here is not allowed."""

from __future__ import annotations

from collections.abc import Iterable

from services.http.access import Principal
from services.http.problems import NotAllowed

ALL = ("org", "cycle", "plan", "check-ins", "decision", "support")
PLANNING = ("cycle", "plan", "check-ins", "decision", "support")
ACTS: dict[str, tuple[str, ...]] = {
    "admin": ALL,
    "governance_lead": ALL,
    "service": ALL,
    "sponsor": PLANNING,
    "champion": PLANNING,
    "owner": PLANNING,
    "member": ("check-ins", "decision"),
    "consultant": ("decision", "support"),
    "reader": (),
}


def allowed(principal: Principal, subjects: Iterable[str]) -> None:
    """Nothing, where the role acts on all these streams. Raises NotAllowed."""
    may = ACTS.get(principal.role, ())
    for subject in subjects:
        if subject.split("/")[0] not in may:
            what = f"only on streams of {', '.join(may)}" if may else "on none: it reads"
            raise NotAllowed(f"a key of the role {principal.role} does not act on {subject[:200]}; it acts {what}")
