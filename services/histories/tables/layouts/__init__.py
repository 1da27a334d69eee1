"""One file a tool's table: its `LAYOUT`. The folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from services.histories.tables.layout import Layout, letters


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout, those first that ask for more headers."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found: list[Layout] = [module.LAYOUT for module in modules]
    return tuple(sorted(found, key=lambda layout: (-len(layout.known_by), layout.name)))


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout that the header is of, or None."""
    there = {letters(cell) for cell in header}
    return next((known for known in layouts() if all(letters(name) in there for name in known.known_by)), None)
