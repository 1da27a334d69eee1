"""Why a row was missed and why an event has no row, found by rule from the page and the reading."""

from __future__ import annotations

from services.histories.changes.wording import same_wording
from services.histories.reconstruct import Reconstruction
from tests.measures.landings import changes, words
from tests.measures.pairing import Outcome, Told, told_of
from tests.measures.truth import Row

MARKS_ONLY = ("check_in.recorded", "key_result.graded", "objective.graded", "owner.changed", "priority.relabelled")
PLACE = ("commitment.dropped", "commitment.deferred", "key_result.moved", "priority.ranked")


def why_missed(row: Row, found: Reconstruction, outcome: Outcome) -> str:
    """What the version that shows the row made of its item."""
    at = outcome.landings[row.id].version
    assert at is not None
    events = [told for told in told_of(found, {row.cycle}) if told.version == at]
    about = [told for told in events if any(words(q) in words(t) for q in row.quotes if words(q) for t in told.titles)]
    if about:
        said = ", ".join(dict.fromkeys(told.event.type for told in about))
        return f"told otherwise, or for another row: {said}"
    left = next((u for u in found.readings[at].unread if any(words(q) in words(u.text) for q in row.quotes)), None)
    if left is not None:
        return f"line {left.line} was not read: {left.why}"
    if row.before and row.after and same_wording(row.before, row.after):
        return "formatting or a slip of spelling: no change is told"
    again = next((f for f in found.readings[at].found if any(words(q) in words(f.title) for q in row.quotes)), None)
    if again is not None:
        return f"found again as {again.item} ({again.confidence:.2f}, {again.why}), with nothing to tell"
    return "no entry of that version has its words"


def why_extra(told: Told, found: Reconstruction) -> str:
    """What of the page the event stands on."""
    pairs = changes(found.readings, told.version)
    names = {title for said in told.titles if (title := words(said))}
    on = next((pair for pair in reversed(pairs) if any(name in words(line) for line in pair for name in names)), None)
    if on is None and told.event.type in PLACE:
        return "the lines above it changed, not its own; the reader has no row"
    if on is None:
        return "no changed line names it: the matching should be looked at"
    before, after = (f"“{line[:90]}”" if line else "nothing" for line in on)
    marks = " (a mark alone)" if told.event.type in MARKS_ONLY and all(on) else ""
    return f"the page did change{marks}, and the reader has no row: {before} → {after}"
