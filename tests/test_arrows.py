"""The arrows between the folders, and what the pure folders may not touch; judged from the source, not by importing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ARROWS: dict[str, set[str]] = {
    "events": set(),
    "projections": {"events"},
    "workers": {"events", "projections"},
    "services": {"events", "projections"},
    "deploy": {"events", "projections", "workers", "services"},
}

PURE = (
    "events/facts",
    "events/proof",
    "projections/folds",
    "projections/books",
    "projections/rules",
    "projections/changes",
    "projections/reports",
    "services/decisions",
)
IMPURE_MODULES = {"arq", "asyncpg", "litestar", "os", "random", "redis", "secrets", "time"}
IMPURE_NAMES = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
}


def test_imports_follow_the_arrows() -> None:
    files = [file for folder in ARROWS for file in (ROOT / folder).rglob("*.py")]
    assert files
    assert [line for file in files for line in against_the_arrows(where(file), file.read_text(encoding="utf-8"))] == []


def test_pure_folders_do_no_io_and_read_no_clock() -> None:
    files = [file for folder in PURE for file in (ROOT / folder).rglob("*.py")]
    assert files
    assert [line for file in files for line in impure(where(file), file.read_text(encoding="utf-8"))] == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("events/catalogue.py", "import projections.policy"),
        ("projections/engine.py", "from services import handle"),
        ("services/handle.py", "def f():\n    from deploy.settings import Settings"),
        ("workers/fold.py", "import services.http.routes as routes"),
        ("events/log/append.py", "from ...projections import policy"),
    ],
)
def test_an_import_against_an_arrow_is_found(file: str, source: str) -> None:
    assert len(list(against_the_arrows(file, source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import asyncpg",
        "from arq.connections import create_pool",
        "def f():\n    import os",
        "from datetime import datetime as dt\nat = dt.now()",
        "import datetime\nday = datetime.date.today()",
        "from datetime import date\nday = map(date.today, ())",
        "from uuid import uuid4\nid = uuid4()",
        "import uuid as ids\nid = ids.uuid4()",
        "from time import time",
    ],
)
def test_an_impurity_is_found(source: str) -> None:
    assert list(impure("projections/rules/some.py", source))


def test_what_is_allowed_is_not_found() -> None:
    source = "from datetime import UTC, datetime\nimport events.terms\nday = datetime(2026, 1, 1, tzinfo=UTC).date()"
    assert list(against_the_arrows("projections/rules/some.py", source)) == []
    assert list(impure("projections/rules/some.py", source)) == []


def against_the_arrows(file: str, source: str) -> Iterator[str]:
    """A line for each import of one of our folders that the file's own folder has no arrow to."""
    own = file.partition("/")[0]
    for line, module in imported(file, ast.parse(source)):
        folder = module.partition(".")[0]
        if folder in ARROWS and folder != own and folder not in ARROWS[own]:
            yield f"{file}:{line} imports {module}: {own} may import {', '.join(sorted(ARROWS[own])) or 'none of ours'}"


def impure(file: str, source: str) -> Iterator[str]:
    """A line for each import or name through which the world would enter the file."""
    tree = ast.parse(source)
    for line, module in imported(file, tree):
        if module.partition(".")[0] in IMPURE_MODULES:
            yield f"{file}:{line} imports {module}: time, ids and I/O enter as arguments"
    known = bound(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := full_name(node, known)) in IMPURE_NAMES:
            yield f"{file}:{node.lineno} reads {name}: time and ids enter as arguments"


def imported(file: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each import's line and whole module name, also inside functions and relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = file.split("/")[: -node.level] if node.level else []
            # The top level is no package, but a relative import that climbs to it names one of our folders.
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((node.lineno, ".".join([*package, name])) for name in names)


def bound(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def full_name(node: ast.expr, known: dict[str, str]) -> str:
    """`dt.now` is `datetime.datetime.now` where dt was imported as that; an unknown name is itself."""
    if isinstance(node, ast.Attribute):
        return f"{full_name(node.value, known)}.{node.attr}"
    return known.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def where(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
