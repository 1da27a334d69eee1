"""The pictures: what each shows, that it is not colour alone, and that a title can do nothing in it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from msgspec.structs import replace

from projections.reports.pictures.drawn import drawn, pictures
from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import Picture
from tests.projections.reports import sampled

ALL = pictures(sampled.full().pictures)
NAMES = [picture.name for picture in ALL]


def named(name: str) -> Picture:
    return next(picture for picture in ALL if picture.name == name)


def test_all_six_are_there_and_none_where_there_is_nothing_to_show() -> None:
    assert sorted(NAMES) == ["check_ins", "confidence", "load", "paid", "ranks", "targets"]
    assert pictures(Pictures()) == []


@pytest.mark.parametrize("picture", ALL, ids=NAMES)
def test_it_is_drawn_the_same_twice_and_fits_the_paper(picture: Picture) -> None:
    first = drawn(picture)
    assert first == drawn(picture)
    assert 300 < float(ElementTree.fromstring(first).attrib["width"]) < 760


@pytest.mark.parametrize("picture", ALL, ids=NAMES)
def test_a_title_can_neither_run_nor_link_nor_fetch(picture: Picture) -> None:
    nodes = list(ElementTree.fromstring(drawn(picture)).iter())
    assert {node.tag.split("}")[1] for node in nodes} <= {
        "svg",
        "g",
        "path",
        "text",
        "rect",
        "line",
        "defs",
        "clipPath",
    }
    assert not [name for node in nodes for name in node.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("picture", ALL, ids=NAMES)
def test_no_title_is_taken_into_an_expression(picture: Picture) -> None:
    assert not {"expr", "signal", "calculate", "params"} & set(_keys(picture.specification))
    assert not [test for test in _under(picture.specification, ("test", "filter")) if isinstance(test, str)]


@pytest.mark.parametrize("picture", ALL, ids=NAMES)
def test_beside_it_are_its_figures_and_a_sentence(picture: Picture) -> None:
    assert picture.rows
    assert {len(row) for row in picture.rows} == {len(picture.columns)}
    assert picture.says.endswith(".")


def test_the_sentences_say_what_is_seen() -> None:
    assert named("paid").says == "Of 60 points asked for in 4 units, 14 are covered by nothing."
    assert named("check_ins").says.startswith("64 of 132 check-ins (48 %) of 3 units came in time")
    assert "6 of these targets are nearer than promised" in named("targets").says
    assert named("paid").note == "2 more units that asked for less left out"


def test_what_it_shows_is_told_without_colour_too() -> None:
    assert {"shape", "strokeDash"} <= set(_channels(named("ranks").specification))
    assert "strokeDash" in _channels(named("load").specification)
    assert "strokeDash" in _channels(named("confidence").specification)
    assert "shape" in _channels(named("targets").specification)
    for name in ("paid", "check_ins", "confidence"):
        assert "text" in _channels(named(name).specification)


def _keys(of: object) -> list[str]:
    """The keys at all depths, those of the data too."""
    if isinstance(of, list):
        return [key for each in of for key in _keys(each)]
    return [*of, *(key for value in of.values() for key in _keys(value))] if isinstance(of, dict) else []


def _under(of: object, names: tuple[str, ...]) -> list[object]:
    """What stands under these keys at any depth."""
    if isinstance(of, list):
        return [found for each in of for found in _under(each, names)]
    if not isinstance(of, dict):
        return []
    return [*(of[name] for name in names if name in of), *(f for value in of.values() for f in _under(value, names))]


def _channels(of: object) -> list[str]:
    """The channels of all layers."""
    if isinstance(of, list):
        return [channel for each in of for channel in _channels(each)]
    if not isinstance(of, dict):
        return []
    return [*of.get("encoding", {}), *(channel for value in of.values() for channel in _channels(value))]


def test_what_no_picture_can_hold_is_shown_as_such() -> None:
    shown = drawn(replace(named("targets"), specification=_titled("a\x1b\x00\u202eb\uffff")))
    assert "a\ufffd\ufffd\ufffdb\ufffd" in shown


def _titled(text: str) -> dict[str, object]:
    return {**named("targets").specification, "title": text}
