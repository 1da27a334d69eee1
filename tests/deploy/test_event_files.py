"""Files of events: lines, and arrays whose elements keep their own bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import event_files
from deploy.commands import Failure

EVENT = (
    '{"specversion":"1.0","id":"e1","source":"/orgs/acme","type":"organisation.registered","subject":"org",'
    '"actor":"ada","data":{"name":"Acme [1], \\"two\\""}}'
)


def read(folder: Path, text: str) -> list[str]:
    """What was wrong with each of the file's events; empty where nothing was."""
    file = folder / "events.json"
    file.write_bytes(text.encode())
    return [line.problem for line in event_files.lines(str(file))]


@pytest.mark.parametrize(
    ("text", "events"),
    [("[]", 0), (" [ ] \n", 0), (f"[{EVENT}]", 1), (f" [ {EVENT} ,\n{EVENT}\t]\n", 2), (f"{EVENT}\n\n{EVENT}", 2)],
)
def test_the_events_of_an_array_are_its_elements(tmp_path: Path, text: str, events: int) -> None:
    assert read(tmp_path, text) == [""] * events


@pytest.mark.parametrize(
    "text", ["[", "[,]", f"[{EVENT}", f"[{EVENT},]", f"[{EVENT} {EVENT}]", f"[{EVENT}] 1", "[\x00]", "[" * 100_000]
)
def test_an_array_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Failure, match="broken JSON"):
        read(tmp_path, text)


def test_what_an_element_says_twice_is_found_in_its_own_bytes(tmp_path: Path) -> None:
    [problem] = read(tmp_path, "[" + EVENT.replace('"id":"e1"', '"id":"e1","id":"e2"') + "]")
    assert "stands twice" in problem


def test_an_array_that_is_too_long_is_refused_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "BATCH_BYTES", 1000)
    with pytest.raises(Failure, match="write one event a line"):
        read(tmp_path, f"[{','.join([EVENT] * 10)}]")


def test_an_array_is_read_piece_by_piece_wherever_its_pieces_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = EVENT.replace("Acme", "Überhöhe 🌱" * 9)
    for size in range(len(grown.encode()) + 2, len(grown.encode()) + 60, 7):
        monkeypatch.setattr(event_files, "LINE_BYTES", size)
        assert read(tmp_path, f"[{grown},{EVENT} ,\n {grown} ] \n") == ["", "", ""]


@pytest.mark.parametrize("between", [" " * 3_000_000, '"' + "x" * 3_000_000 + '",', "[]," * 1_000_000])
def test_an_array_that_is_long_where_no_event_is_is_refused(tmp_path: Path, between: str) -> None:
    file = tmp_path / "events.json"
    file.write_text(f"[{EVENT},{'' if between.endswith(' ') else '[[],'}{between}{EVENT}]")
    with pytest.raises(
        Failure, match=r"events\.json: broken JSON at element \d of the array, or one of more than 1 MiB"
    ):
        list(event_files.lines(str(file)))


def test_how_far_the_file_was_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_files, "TOLD", 2)
    file = tmp_path / "events.jsonl"
    file.write_text(f"{EVENT}\n" * 5)
    told: list[int] = []
    assert len(list(event_files.lines(str(file), told.append))) == 5
    assert told == [2 * len(EVENT) + 2, 4 * len(EVENT) + 4]
