"""Folders that are odd: dates that go back, links that lead nowhere, files too large or not to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.version import LARGEST_FILE
from services.histories.sources.versions import HistoryRefused, open_versions, read_versions
from services.histories.telling.reading import unread_lines
from tests.services.histories.test_versions import listing, write

PAGE = "# OKRs 2026 Q1\n## Grow\n- [ ] Sell\n"


def dates(*landed: str) -> dict[str, str | bytes]:
    """A listing of so many versions, and its files."""
    files: dict[str, str | bytes] = {f"{nth}.md": PAGE for nth in range(len(landed))}
    files["history.jsonl"] = listing(*({"file": f"{nth}.md", "landed": day} for nth, day in enumerate(landed)))
    return files


def test_a_landing_that_goes_back_a_little_is_noted_with_the_one_before_and_says_so(tmp_path: Path) -> None:
    files = dates("2026-01-05T10:00:00Z", "2026-01-05T09:59:00Z", "2026-01-05T10:00:00Z")
    files["1.md"] = PAGE.replace("[ ]", "[x]")
    found = reconstruct(read_versions(write(tmp_path, files)), Options(org="acme"))
    assert {event.noted.isoformat() for event in found.events} == {"2026-01-05T10:00:00+00:00"}
    assert [len(reading.remarks) for reading in found.readings] == [0, 1, 0]
    assert found.readings[1].remarks[0].startswith("its date 2026-01-05 09:59:00 is before 2026-01-05 10:00:00")


def test_dates_that_go_back_further_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        HistoryRefused, match=r"^1\.md: dates go back: 2026-01-04 .* is before 2026-01-06 .*0\.md landed"
    ):
        read_versions(write(tmp_path, dates("2026-01-06T10:00:00Z", "2026-01-04T10:00:00Z")))


@pytest.mark.parametrize("landed", ["0001-01-01T00:00:00+23:00", "0001-01-01T00:00:00Z", "3000-01-01T00:00:00Z"])
def test_a_year_that_no_plan_is_of_is_refused(tmp_path: Path, landed: str) -> None:
    with pytest.raises(HistoryRefused, match="expected"):
        read_versions(write(tmp_path, dates(landed)))


def test_a_date_may_stand_in_the_name_of_a_folder_and_what_has_none_is_named(tmp_path: Path) -> None:
    names = ("2026-02-01/okrs.md", "2026-01-05/okrs.md", "2026-01-05/sales/okrs.md", "notes.md")
    found = read_versions(write(tmp_path / "plans", dict.fromkeys(names, PAGE)))
    assert [version.name for version in found] == [
        "2026-01-05/okrs.md",
        "2026-01-05/sales/okrs.md",
        "2026-02-01/okrs.md",
    ]
    assert [version.document for version in found] == ["plans/okrs.md", "plans/sales/okrs.md", "plans/okrs.md"]
    assert found[0].remarks == ("left out, for want of a date in the name: notes.md",)


def test_links_in_a_circle_and_links_to_nowhere_are_listed(tmp_path: Path) -> None:
    folder = write(tmp_path / "plans", {"2026-01-05.md": PAGE, "2026-01-06\n.md": PAGE})
    (folder / "2026-01-07.md").symlink_to("2026-01-07.md")
    (folder / "2026-01-08.md").symlink_to("nowhere.md")
    (folder / "again").symlink_to(folder)
    found = read_versions(folder)
    assert [version.name for version in found] == [
        "2026-01-05.md",
        "2026-01-06\\x0a.md",
        "2026-01-07.md",
        "2026-01-08.md",
    ]
    assert [bool(version.unreadable) for version in found] == [False, False, True, True]
    write(folder, {"history.jsonl": listing({"file": "2026-01-07.md", "landed": "2026-01-05T10:00:00Z"})})
    with pytest.raises(HistoryRefused, match=r"no file '2026-01-07\.md' in the folder"):
        read_versions(folder)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path, {"2026-01-05.md": PAGE, "2026-01-06.md": b"# OKRs\n" * (LARGEST_FILE // 7 + 1)})
    found = reconstruct(read_versions(folder), Options(org="acme"))
    assert list(unread_lines(found.readings)) == ["2026-01-06.md:1: larger than 16 MiB"]
    (folder / "2026-01-05.md").unlink()
    with pytest.raises(HistoryRefused, match=r"no version can be read; 2026-01-06\.md: larger than 16 MiB"):
        reconstruct(read_versions(folder), Options(org="acme"))


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    folder = write(tmp_path, {"2026-01-05.md": PAGE})
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(HistoryRefused, match=r"2026-01-05\.md: Permission denied"):
        read_versions(folder)


def test_a_version_is_read_when_its_turn_comes(tmp_path: Path) -> None:
    folder = write(tmp_path, {"2026-01-05.md": PAGE, "2026-01-06.md": PAGE})
    found = open_versions(folder)
    (folder / "2026-01-06.md").write_text("later")
    assert (found.count, [version.text for version in found]) == (2, [PAGE, "later"])
