"""Versions from folders: a listing, or dates in the names; and what is said where there are none."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.version import as_text
from services.histories.sources.versions import HistoryRefused, read_versions
from services.histories.telling.reading import unread_lines


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def listing(*lines: dict[str, str]) -> str:
    return "\n".join(json.dumps(line) for line in lines) + "\n"


def test_a_listing_says_which_files_are_versions_and_in_which_order(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "history.jsonl": listing(
                {
                    "file": "versions/plan/b.md",
                    "landed": "2026-01-05T10:00:00+01:00",
                    "author": "p-1",
                    "subject": "One",
                },
                {
                    "file": "versions/plan/a.md",
                    "landed": "2026-01-07T09:00:00Z",
                    "authored": "2026-01-01T09:00:00Z",
                },
            ),
            "versions/plan/a.md": "a",
            "versions/plan/b.md": "b",
            "versions/plan/c.md": "c",
        },
    )
    first, second = read_versions(folder)
    assert (first.name, first.text, first.author, first.subject) == ("versions/plan/b.md", "b", "p-1", "One")
    assert first.landed == dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    assert (second.text, second.authored) == ("a", dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC))
    assert first.document == second.document


def test_dates_in_names_are_the_landings(tmp_path: Path) -> None:
    files = {
        "2026-03-01.md": "3",
        "2026-01-05T093000Z_1a2b3c4.md": "1",
        "plan-20260201.md": "2",
        "readme.md": "no date",
        ".hidden/2026-01-01.md": "hidden",
        "20261301.md": "no month 13",
    }
    found = read_versions(write(tmp_path, files))
    assert [(version.text, version.landed.isoformat()) for version in found] == [
        ("1", "2026-01-05T09:30:00+00:00"),
        ("2", "2026-02-01T00:00:00+00:00"),
        ("3", "2026-03-01T00:00:00+00:00"),
    ]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"readme.md": "x"}, "no dated versions in this folder; accepted are a history.jsonl, dates in the names"),
        ({"history.jsonl": ""}, "names no version"),
        ({"history.jsonl": "{"}, "history.jsonl:1: .*expected an object with file and landed"),
        ({"history.jsonl": '\n{"file": "a.md"}'}, "history.jsonl:2: .*landed"),
        (
            {"history.jsonl": listing({"file": "a.md", "landed": "2026-01-05T10:00:00Z"})},
            "no file 'a.md' in the folder",
        ),
        ({"history.jsonl": listing({"file": "../a.md", "landed": "2026-01-05T10:00:00Z"})}, "no file '../a.md'"),
        (
            {"history.jsonl": listing(*[{"file": "a.md", "landed": "2026-01-05T10:00:00Z"}] * 2), "a.md": ""},
            "history.jsonl:2: the file 'a.md' is named a second time",
        ),
    ],
)
def test_a_folder_that_cannot_be_read_says_why_and_what_could(tmp_path: Path, files: dict[str, str], says: str) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (tmp_path / "a.md").touch()
    with pytest.raises(HistoryRefused, match=says) as refused:
        read_versions(write(folder, files))
    assert "\n" not in str(refused.value)


def test_a_path_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(HistoryRefused, match="no such file or folder"):
        read_versions(tmp_path / "nowhere")
    with pytest.raises(HistoryRefused, match="a single file outside any git repository"):
        read_versions(write(tmp_path, {"plan.md": ""}) / "plan.md")


def test_other_files_are_listed_and_do_no_harm(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "2026-01-05.md": "# OKRs 2026 Q1\n## Grow\n- [ ] Sell\n",
        "2026-01-06.png": b"\x89PNG\0\xff",
        "2026-01-07.md": b"\x00\x01\xff",
        "2026-01-08.md": b"# OKRs 2026 Q1\n## Grow\n- [x] Sell \xff\n",
    }
    found = reconstruct(read_versions(write(tmp_path, files)), Options(org="acme"))
    assert [reading.events for reading in found.readings] == [5, 0, 0, 1]
    lines = list(unread_lines(found.readings))
    assert lines[0].startswith("2026-01-06.png:1: a format that is not read; read are .csv")
    assert lines[1] == "2026-01-07.md:1: not a text: it contains NUL"
    assert lines[2].startswith("2026-01-08.md:3: characters that are no UTF-8")


def test_a_text_is_taken_by_its_byte_order_mark() -> None:
    assert as_text("\ufeff# Ü".encode()) == "# Ü"
    assert as_text("# Ü".encode("utf-16")) == "# Ü"
    assert as_text(b"\xff") == "\ufffd"
