"""One file a format: `SUFFIXES` it is for, and `read(text)`, which makes a page of it. The folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from services.histories.snapshot import Page


class Reader(Protocol):
    """A format of dated snapshots."""

    SUFFIXES: tuple[str, ...]

    def read(self, text: str) -> Page:
        """The page that the text is. Nothing is raised for any text; what cannot be used is in the page's `unread`."""
        ...


@cache
def readers() -> dict[str, Reader]:
    """Every reader by the endings of the file names it reads."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {suffix: cast(Reader, module) for module in modules for suffix in module.SUFFIXES}
