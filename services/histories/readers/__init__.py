"""One file a format: the `SUFFIXES` it is for, and `page`, which makes a page of it. The folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from services.histories.snapshot import Page


class Reader(Protocol):
    """A format of dated snapshots."""

    SUFFIXES: tuple[str, ...]

    def page(self, body: bytes, columns: Mapping[str, str]) -> Page:
        """The page that the bytes are. Nothing is raised for any; what cannot be used is in the page's `unread`.

        `columns` are the importer's own words on a table: the header of the column that holds a field. A format
        without columns has no use for them.
        """
        ...


@cache
def readers() -> dict[str, Reader]:
    """Every reader by the endings of the file names it reads."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {suffix: cast(Reader, module) for module in modules for suffix in module.SUFFIXES}
