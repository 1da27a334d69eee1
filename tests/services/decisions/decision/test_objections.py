"""Objections, decided."""

from __future__ import annotations

from tests.projections.words import Fact, decided, key_result, objective, opened, undecided
from tests.services.decisions.grammar import Wish, given, wish

STREAM = "decision/d"
PATH = "2026-q1/growth/k1"
ANSWERED = Fact("objection.answered", {"objection": "o1", "answer": "it waits"}, STREAM)
# What happened is g0 to g3, in this order.
PAST = [opened(), objective("aim"), key_result("k1"), decided("d")]


def raised(objection: str = "o1", about: str = PATH) -> Fact:
    return Fact("objection.raised", {"objection": objection, "about": about, "text": "too early"}, STREAM)


def object_(objection: str = "o1", about: str = PATH) -> Wish:
    return wish("objection.raise", STREAM, **raised(objection, about).data)


def answer(objection: str = "o1") -> Wish:
    return wish("objection.answer", STREAM, objection=objection, answer="it waits")


def test_an_objection_is_raised_about_an_item_or_an_event() -> None:
    given(*PAST).when(object_()).then(raised())
    given(*PAST).when(object_(about="g2")).then(raised(about="g2"))
    given(*PAST, undecided("d")).when(object_()).done()


def test_an_objection_is_raised_about_an_event_of_the_same_act() -> None:
    drop = wish("commitment.drop", item="k1")
    given(*PAST).when(drop, object_(about="r.1")).done()


def test_an_objection_is_to_what_was_decided() -> None:
    given(*PAST[:3]).when(object_()).refused("the decision d was not recorded", "subject")


def test_the_id_of_an_objection_is_new() -> None:
    given(*PAST, raised()).when(object_()).refused("the objection o1 was raised already", "objection")
    given(*PAST, raised(), ANSWERED).when(object_()).refused("the objection o1 was answered already", "objection")
    given(*PAST, raised()).when(object_("o2")).done()


def test_an_objection_is_about_what_there_is() -> None:
    given(*PAST).when(object_(about="2026-q1/growth/k9")).refused("plan/2026-q1/growth has no item 'k9'", "about")
    given(*PAST).when(object_(about="g9")).refused("there is no event 'g9'", "about")


def test_an_objection_is_answered_once() -> None:
    given(*PAST, raised()).when(answer()).then(ANSWERED)
    story = given(*PAST, raised(), ANSWERED, raised("o2"))
    story.when(answer()).refused("o1 was answered already; expected one that is open: o2", "objection")


def test_an_unknown_objection_is_not_answered() -> None:
    given(*PAST, raised()).when(answer("o9")).refused("no objection 'o9'; expected one that is open: o1", "objection")
    given().when(answer()).refused("expected one that is open: none", "objection")
