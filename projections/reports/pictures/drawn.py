"""Draws the pictures, in the order in which they are read."""

from __future__ import annotations

import vl_convert

from projections.reports.pictures import check_ins, confidence, load, paid, ranks, targets
from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import Picture
from projections.reports.reading.legible import legible

ALL = (paid, load, ranks, check_ins, confidence, targets)


def pictures(of: Pictures) -> list[Picture]:
    """Those of the pictures that have something to show."""
    return [picture for each in ALL if (picture := each.picture(of)) is not None]


def drawn(picture: Picture) -> str:
    """The picture as SVG. Nothing is fetched for it: there is no address that it could come from."""
    return str(vl_convert.vegalite_to_svg(legible(picture.specification), allowed_base_urls=[]))
