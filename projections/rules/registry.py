"""The rules there are: one file each in this folder, which declares `RULE`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import projections.rules
from projections.rules.rule import Rule


@cache
def registered() -> tuple[Rule, ...]:
    """Every rule, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(projections.rules.__path__))
    modules = [importlib.import_module(f"projections.rules.{name}") for name in names if name != "registry"]
    return tuple(module.RULE for module in modules if hasattr(module, "RULE"))
