"""What help was wanted, chosen and given, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from events.catalogue import Event
from events.facts import support as facts
from projections.changes.change import Change, Told
from projections.changes.wording import listed, number, plain, quoted
from projections.folds.support import Support
from projections.reports.wording import counted

FIELDS = ("problem", "kind", "units", "provider", "needed_at", "started_at", "ended_at")


def told(event: Event, before: Support, after: Support) -> Told:
    """The event of a support."""
    says, why = _sentence(event, before)
    if len(after.ignored) > len(before.ignored):
        return Told(f"{says} (changed nothing: {why})")
    return Told(says, tuple(_changes(event, before, after)))


def _sentence(event: Event, before: Support) -> tuple[str, str]:
    """What happened, and why it would have changed nothing."""
    match event.data:
        case facts.SupportNeeded() as fact:
            return f"Support wanted for {quoted(fact.problem)}{_in(fact.units)}", "it was wanted before"
        case facts.ProviderAssessed() as fact:
            answers = Counter(fact.answers.values())
            found = ", ".join(f"{answers[each]} {each}" for each in ("yes", "partial", "no") if answers[each])
            return f"Provider {quoted(fact.provider)} assessed: {found or 'no question answered'}", ""
        case facts.SupportStarted() as fact:
            by = f", by {quoted(fact.provider)}" if fact.provider else ""
            return f"{fact.kind.capitalize()} started for {quoted(fact.problem)}{_in(fact.units)}{by}", "it had started"
        case facts.SupportEnded(outcome=outcome):
            ended = f"{(before.kind or 'support').capitalize()} ended"
            return f"{ended}: {quoted(outcome)}" if outcome else ended, _unended(before)
        case facts.PulseRecorded() as fact:
            answers_ = f"{number(fact.mean)} of 5 from {counted(fact.responses, 'answer')}"
            return f"Pulse of {fact.unit} on {quoted(fact.question)}: {answers_}", ""
    raise TypeError(f"no sentence for {event.type}")


def _in(units: tuple[str, ...]) -> str:
    return f", in {listed(units)}" if units else ""


def _unended(before: Support) -> str:
    return "it has not started" if before.started_at is None else "it had ended"


def _changes(event: Event, before: Support, after: Support) -> Iterator[Change]:
    for field in FIELDS:
        was, is_ = plain(getattr(before, field) or None), plain(getattr(after, field) or None)
        if was != is_:
            yield Change(event.subject, None, field, was, is_)
    match event.data:
        case facts.ProviderAssessed() as fact:
            answers = (f"{question}: {answer}" for question, answer in sorted(fact.answers.items()))
            yield Change(event.subject, fact.provider, "answers", None, "; ".join(answers))
        case facts.PulseRecorded() as fact:
            yield Change(event.subject, fact.unit, "mean", None, fact.mean)
            yield Change(event.subject, fact.unit, "responses", None, fact.responses)
