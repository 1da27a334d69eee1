"""What providers answered to the nine questions (governance.md §4)."""

from __future__ import annotations

from events.catalogue import Event
from events.facts.support import ProviderAssessed
from projections.books.timeline import Timeline
from projections.diagnosis.diagnosis import Answered, Vetting
from projections.reports.wording import enumerated

QUESTIONS = {
    "application": "Does it teach the application, not only the theory?",
    "delivery": "Who delivers it: somebody who has done this work?",
    "whole_cycle": "Does it go through a whole cycle?",
    "assessment": "What does its assessment test: more than what was memorised?",
    "afterwards": "What happens after the course?",
    "live_writing": "How much time is spent on live writing?",
    "implementation": "Has it implementation experience?",
    "change_management": "Does it cover the change that people go through?",
    "judgement": "Is judgement assessed?",
}
RED = ("application", "whole_cycle")  # whose "no" rules a provider out


def vettings(timeline: Timeline) -> tuple[Vetting, ...]:
    """The providers that were looked at, by support and provider. The latest answer to a question counts; an answer
    to anything else is told behind the nine."""
    found: dict[tuple[str, str], dict[str, Answered]] = {}
    for event in timeline.of("support/"):
        if isinstance(event.data, ProviderAssessed):
            answers = found.setdefault((event.subject.removeprefix("support/"), event.data.provider), {})
            answers.update(_answered(event))
    return tuple(_vetting(support, provider, answers) for (support, provider), answers in sorted(found.items()))


def _answered(event: Event) -> dict[str, Answered]:
    fact = event.data
    assert isinstance(fact, ProviderAssessed)
    evidence = {_id(name): text for name, text in fact.evidence.items()}
    return {
        (id_ := _id(name)): Answered(
            question=id_, asks=QUESTIONS.get(id_, name), answer=answer, evidence=evidence.get(id_)
        )
        for name, answer in fact.answers.items()
    }


def _id(name: str) -> str:
    return name.replace("-", "_")


def _vetting(support: str, provider: str, answers: dict[str, Answered]) -> Vetting:
    asked = tuple(
        answers.get(id_, Answered(question=id_, asks=asks, answer=None, evidence=None))
        for id_, asks in QUESTIONS.items()
    )
    others = tuple(answer for id_, answer in answers.items() if id_ not in QUESTIONS)
    red = tuple(each.question for each in asked if each.question in RED and each.answer == "no")
    return Vetting(support=support, provider=provider, answers=(*asked, *others), red=red, says=_says(asked, red))


def _says(asked: tuple[Answered, ...], red: tuple[str, ...]) -> str:
    counts = {answer: sum(each.answer == answer for each in asked) for answer in ("yes", "partial", "no", None)}
    told = [f"{counts[name]} {name}" for name in ("yes", "partial", "no") if counts[name]]
    missing = f"; {counts[None]} not asked" if counts[None] else ""
    says = f"Of nine questions: {', '.join(told) or 'none answered'}{missing}."
    if red:
        says += f" Red: “no” to {enumerated([name.replace('_', ' ') for name in red])}."
    return says
