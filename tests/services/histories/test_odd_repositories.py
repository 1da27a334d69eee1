"""Repositories that are odd: shallow, full of what is no plan, with names of any bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.version import LARGEST_FILE
from services.histories.sources.versions import HistoryRefused, read_versions
from services.histories.telling.reading import unread_lines
from tests.services.histories.test_repository import PAGE, Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "plans")


def test_a_shallow_clone_is_refused_with_the_way_out(repository: Repository, tmp_path: Path) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    repository.commit("01-06", {"okrs.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(shallow))
    with pytest.raises(HistoryRefused, match=r"a shallow clone, .*`git fetch --unshallow` brings them"):
        read_versions(shallow / "okrs.md")


def test_links_submodules_pictures_and_large_files_are_listed_and_do_no_harm(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    (repository.root / "link.md").symlink_to("okrs.md")
    (repository.root / "picture.png").write_bytes(b"\x89PNG\0\xff" * 1000)
    (repository.root / "large.md").write_bytes(b"# OKRs\n" * (LARGEST_FILE // 7 + 1))
    repository.git("init", "--quiet", "sub")
    repository.git("-C", "sub", "commit", "--quiet", "--allow-empty", "-m", "One")
    repository.commit("01-06", {})
    found = read_versions(repository.root, ".")
    assert all(not version.body for version in found if version.unreadable)
    told = reconstruct(found, Options(org="acme"))
    assert [reading.events for reading in told.readings] == [6, 0, 0, 0, 0]
    assert sorted(line.partition(":1: ")[2].partition(";")[0] for line in unread_lines(told.readings)) == [
        "a format that is not read",
        "a link into another repository",
        "a link to another file",
        "larger than 16 MiB",
    ]


def test_names_of_any_bytes_stand_on_one_line(repository: Repository) -> None:
    names = [b"a\nb.md", b"c\xff.md", "d\u202e.md".encode()]
    for name in names:
        Path(repository.root, name.decode("utf-8", "surrogateescape")).write_text(PAGE)
    repository.commit("01-05", {"okrs.md": PAGE})
    found = {version.name.partition("@")[0]: version for version in read_versions(repository.root, ".")}
    assert {"a\\x0ab.md", "c\\xff.md", "okrs.md"} <= found.keys()
    assert all(version.body == PAGE.encode() for version in found.values())
    assert len(read_versions(repository.root, "a\nb.md")) == 1
    with pytest.raises(HistoryRefused, match=r"no commit .*'no\\nthing\.md'") as refused:
        read_versions(repository.root, "no\nthing.md")
    assert "\n" not in str(refused.value)


def test_an_author_and_a_subject_of_any_bytes_divide_no_record(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    message = b"one \x1e\x1f two \xff"
    subprocess.run(
        [
            "git",
            "-c",
            "user.name=A\x1eB",
            "-c",
            "user.email=e",
            "commit",
            "--quiet",
            "--amend",
            "--allow-empty",
            "-F",
            "-",
        ],
        cwd=repository.root,
        input=message,
        check=True,
        capture_output=True,
    )
    (version,) = read_versions(repository.root / "okrs.md")
    assert version.subject == "one \x1e\x1f two ÿ"
