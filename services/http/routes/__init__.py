"""The routes, one file a resource. The folder is the registry: a module's `ROUTES` are its handlers."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def registered() -> list[Any]:
    """Every handler, in the order of the files' names."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [handler for module in modules for handler in module.ROUTES]
