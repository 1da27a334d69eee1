"""A folder that nobody vouches for: its reading ends, stays within its memory and within the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.histories.sources import folder
from services.histories.sources.version import LARGEST_FILE
from services.histories.sources.versions import HistoryRefused, read_versions
from tests.services.histories.test_versions import listing, write

PAGE = "# OKRs 2026 Q1\n## Grow\n- [ ] Sell\n"


def test_a_link_out_of_the_folder_is_listed_and_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# A secret\n")
    plans = write(tmp_path / "plans", {"2026-01-05.md": PAGE, "first.md": PAGE})
    (plans / "2026-01-06.md").symlink_to(outside)
    (plans / "2026-01-07.md").symlink_to("first.md")
    assert [(version.unreadable, bool(version.body)) for version in read_versions(plans)] == [
        (None, True),
        ("a link to a file that is not in the folder", False),
        (None, True),
    ]


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 20)
    plans = write(tmp_path, {f"{n % 7}/2026-01-{n:02}.md": PAGE for n in range(1, 21)})
    assert len(read_versions(plans)) == 20
    write(plans, {"more/2026-02-01.md": PAGE})
    with pytest.raises(HistoryRefused, match="more than 20 files; expected a folder of a plan's versions alone"):
        read_versions(plans)


def test_a_listing_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    plans = write(tmp_path, {"2026-01-05.md": PAGE, "history.jsonl": ""})
    os.truncate(plans / "history.jsonl", LARGEST_FILE * 100)
    with pytest.raises(HistoryRefused, match=r"history\.jsonl: larger than 16 MiB; expected a line for each version"):
        read_versions(plans)


def test_a_listing_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    row = listing({"file": "2026-01-05.md", "landed": "2026-01-05T10:00:00Z"}).strip().rstrip("}")
    plans = write(tmp_path, {"2026-01-05.md": PAGE, "history.jsonl": f'{row}, "more": {"[" * 100_000}\n'})
    with pytest.raises(HistoryRefused, match=r"history\.jsonl:1: .*expected an object with file and landed"):
        read_versions(plans)


def test_what_is_no_regular_file_is_listed(tmp_path: Path) -> None:
    plans = write(tmp_path, {"2026-01-05.md": PAGE})
    os.mkfifo(plans / "2026-01-06.md")
    assert [version.unreadable for version in read_versions(plans)] == [None, "no file, or a link that leads nowhere"]
