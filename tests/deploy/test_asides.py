"""JSON files that an option names: whatever they are, reading them ends, in what they say or in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from deploy.asides import LARGEST, aside
from deploy.commands import Failure
from deploy.commands.import_history import _matches


def test_a_file_that_never_ends_or_never_comes_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", Path("/dev/zero"), tmp_path):
        with pytest.raises(Failure, match=r"(no regular file|Is a directory); expected this"):
            aside(str(path), "expected this")


def test_a_file_of_more_values_than_anybody_writes_is_not_parsed(tmp_path: Path) -> None:
    file = tmp_path / "aside.json"
    file.write_text("[" + "[]," * 600_000 + "[]]")
    with pytest.raises(Failure, match=r"more than 1,000,000 values; expected this"):
        aside(str(file), "expected this")


def test_a_file_that_is_too_large_or_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "aside.json"
    file.write_text("[" * 100_000)
    with pytest.raises(Failure, match=r"recursion.*; expected this"):
        aside(str(file), "expected this")
    os.truncate(file, LARGEST * 100)
    with pytest.raises(Failure, match=r"larger than 16 MiB; expected this"):
        aside(str(file), "expected this")


@pytest.mark.parametrize("item", [["a"], {"a": 1}, 5, True])
def test_a_match_is_to_an_id_or_to_none(item: object, tmp_path: Path) -> None:
    file = tmp_path / "matches.json"
    file.write_text(json.dumps([{"version": "a.md", "line": 3, "item": item}]))
    with pytest.raises(Failure, match=r"is neither an item's id nor null; expected a JSON array"):
        _matches(str(file))


def test_a_line_that_is_no_number_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "matches.json"
    file.write_text('[{"version": "a.md", "line": 1e400, "item": null}]')
    with pytest.raises(Failure, match=r"infinity.*expected a JSON array"):
        _matches(str(file))
