"""What this project is built from: all pinned, declared with a reason, and under licences that go with its own."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from deploy.bootstrap import CHECKS, FOLDERS, ROOT

LOCK = (ROOT / "deploy" / "requirements.lock").read_text()
PROJECT = (ROOT / "pyproject.toml").read_text()
PINNED = re.compile(
    r"([A-Za-z0-9._-]+)==[A-Za-z0-9.+!]+(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)
NAME = re.compile(r"[A-Za-z0-9._-]+")
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "PSF-2.0", "Zlib"),
    # The same, as it was written before there were names for them.
    *("Apache 2.0", "Apache Software License", "BSD License", "MIT License"),
}
EXCEPTIONS = {
    "atheris": "Apache-2.0 by its repository; its package does not say. It is there for fuzzing alone.",
    "certifi": "MPL-2.0 binds its own files, which are installed as they are; it comes with clients for the tests.",
    "hypothesis": "MPL-2.0 binds its own files, which are installed as they are; it is there for the tests alone.",
    "pathspec": "MPL-2.0 binds its own files, which are installed as they are; it comes with mypy.",
    "protobuf": "Its own words for BSD-3-Clause; what spans are encoded with.",
    "pypdfium2": "Adds the licences of PDFium's parts, permissive ones; it is there for the tests alone.",
    "shtab": "MPL-2.0 binds its own files, which are installed as they are; nothing of it is in ours.",
}
# The checker of types knows it by itself, and nothing else reads the block that it is imported in.
FOR_TYPES = {"typing-extensions"}
# pytest compares versions with it, and a test of ours does.
BESIDE_PYTEST = {"packaging"}


def normal(name: str) -> str:
    """A package's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def declared(group: str = "") -> frozenset[str]:
    """The packages that the project names, of a group where one is named."""
    found = tomllib.loads(PROJECT)
    lines: list[str] = found["dependency-groups"][group] if group else found["project"]["dependencies"]
    return frozenset(normal(NAME.match(line)[0]) for line in lines)  # type: ignore[index]


@cache
def locked() -> frozenset[str]:
    """The packages of the lock."""
    return frozenset(normal(name) for name, _ in PINNED.findall(LOCK))


def test_every_requirement_is_one_version_with_its_hashes_and_names_no_host() -> None:
    rest = "".join(line for line in PINNED.sub("", LOCK).splitlines(keepends=True) if not line.startswith("#"))
    assert rest == ""
    assert len(locked()) > 60
    assert "://" not in LOCK and " @ " not in LOCK
    assert not re.search(r"^\s*(-i|-f|-e|-r|--(?!hash=))", LOCK, re.MULTILINE)


def test_every_package_that_the_project_names_is_in_the_lock() -> None:
    assert declared() | declared("dev") <= locked()


def test_every_package_that_the_project_names_has_its_reason() -> None:
    lines = [line.strip() for line in PROJECT.partition("[tool.")[0].splitlines()]
    named = [place for place, line in enumerate(lines) if line.startswith('"') and NAME.match(line[1:])]
    assert len(named) == len(declared()) + len(declared("dev"))
    assert [lines[place] for place in named if not lines[place - 1].startswith("# ")] == []


def test_every_licence_goes_with_ours() -> None:
    wrong = {}
    for found in metadata.distributions():
        name, licences = normal(found.metadata["Name"]), told(found.metadata)
        if not goes(licences) and name not in EXCEPTIONS:
            wrong[name] = licences
    assert wrong == {}, "name it with a reason, where its licence goes with Apache-2.0 nevertheless"
    assert set(EXCEPTIONS) <= locked()


def told(of: Any) -> str:
    """The licences by the expression, else by the text where it is a name, else by the classifiers."""
    text = (of.get("License-Expression") or of.get("License") or "").strip()
    classifiers = [each.rpartition("::")[2].strip() for each in of.get_all("Classifier") or [] if "License ::" in each]
    if text and len(text) < 80 and "\n" not in text:
        return text
    return " OR ".join(classifiers) or text.partition("\n")[0].strip()


def goes(licences: str) -> bool:
    """Whether all of the licences are allowed, or one of those of which one may be chosen."""
    return any(
        all(part.strip(" ()") in ALLOWED for part in re.split(r" AND |,", choice)) for choice in licences.split(" OR ")
    )


def test_a_licence_that_is_not_allowed_is_seen() -> None:
    assert goes("GPL-3.0-only OR MIT")
    assert not goes("MIT AND GPL-3.0-only")
    assert not goes("")


def test_whatever_is_imported_is_declared_and_comes_through_nobody_else() -> None:
    ours = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert undeclared(ours, declared()) == set()
    assert undeclared((ROOT / "tests").rglob("*.py"), declared() | declared("dev") | BESIDE_PYTEST) == set()


def undeclared(files: Any, known: frozenset[str]) -> set[tuple[str, str]]:
    """The imports of packages that are not known, each with a file."""
    packages = metadata.packages_distributions()
    inner = {*sys.stdlib_module_names, *FOLDERS, "tests"}
    found = set()
    for path in files:
        for module in imported(path):
            if module not in inner:
                of = {normal(name) for name in packages.get(module, [module])}
                if not of & (known | FOR_TYPES):
                    found.add((module, str(path.relative_to(ROOT))))
    return found


def imported(path: Path) -> Iterator[str]:
    """The first names of what a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (each.name.partition(".")[0] for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def test_each_line_that_is_excused_from_a_look_at_its_safety_says_which_look_and_why() -> None:
    assert "bandit" in {tool for tool, *_ in CHECKS}
    settings = tomllib.loads(PROJECT)["tool"]["bandit"]
    assert (settings["exclude_dirs"], settings["skips"]) == (["tests", ".venv"], ["B101", "B404"])
    lines = [
        f"{path.relative_to(ROOT)}: {line}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for line in path.read_text().splitlines()
        if "# nosec" in line
    ]
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r"# nosec B\d{3}(?: B\d{3})* # \w", line)] == []
