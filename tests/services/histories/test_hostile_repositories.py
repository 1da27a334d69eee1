"""A repository that nobody vouches for: it runs nothing, and what is odd in it is refused or listed, in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.histories.sources import git
from services.histories.sources.versions import HistoryRefused, read_versions
from tests.services.histories.test_repository import PAGE, Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

SETTINGS = {
    "log.showRoot": "false",
    "log.follow": "false",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "off",
    "log.abbrevCommit": "true",
    "diff.renames": "false",
    "diff.relative": "true",
    "diff.noprefix": "true",
    "color.ui": "always",
    "core.abbrev": "7",
    "core.quotePath": "true",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "ISO-8859-1",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "plans")


def trap(folder: Path) -> tuple[Path, Path]:
    """A program, and the file that is there once it has run."""
    program, sprung = folder / "trap", folder / "sprung"
    program.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    program.chmod(0o755)
    return program, sprung


def sign(repository: Repository) -> None:
    """The last commit has a signature, which git may be asked to have checked."""
    head, _, message = repository.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    file = repository.root.parent / "commit"
    file.write_text(f"{head}\n{signature}\n\n{message}\n")
    repository.git("update-ref", "HEAD", repository.git("hash-object", "-t", "commit", "-w", str(file)))


def test_nothing_that_a_repository_names_is_run(repository: Repository, tmp_path: Path) -> None:
    program, sprung = trap(tmp_path)
    repository.commit("01-05", {"okrs.md": PAGE, ".gitattributes": "*.md diff=own filter=own\n"})
    repository.commit("01-06", {"okrs.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    sign(repository)
    for name in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "core.gitProxy"),
        *("diff.external", "diff.own.textconv", "diff.own.command", "filter.own.smudge", "filter.own.clean"),
        *("gpg.program", "pager.log", "uploadpack.packObjectsHook", "credential.helper", "core.alternateRefsCommand"),
    ):
        repository.git("config", name, str(program))
    for name, value in {
        "log.showSignature": "true",
        "core.hooksPath": str(tmp_path),
        "alias.log": f"!{program}",
    }.items():
        repository.git("config", name, value)
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"):
        shutil.copy(program, tmp_path / hook)
    assert len(read_versions(repository.root / "okrs.md")) == 2
    assert len(read_versions(repository.root, ".")) == 3
    assert not sprung.exists()


@pytest.mark.parametrize("inside", ["okrs.md", "."])
def test_a_partial_clone_is_refused_and_fetches_nothing(repository: Repository, tmp_path: Path, inside: str) -> None:
    program, sprung = trap(tmp_path)
    repository.commit("01-05", {"okrs.md": PAGE})
    repository.commit("01-06", {"okrs.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial.git"
    repository.git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{repository.root}", str(partial))
    for name in ("remote.origin.uploadpack", "core.sshCommand"):
        repository.git("-C", str(partial), "config", name, str(program))
    with pytest.raises(HistoryRefused, match=r"a partial clone, .*`git fetch --refetch --no-filter` brings them"):
        read_versions(partial, inside)
    assert not sprung.exists()
    repository.git("-C", str(partial), "config", "--unset", "remote.origin.uploadpack")
    repository.git("-C", str(partial), "fetch", "--quiet", "--refetch", "--no-filter")
    assert len(read_versions(partial, inside)) == 2


def test_settings_change_no_answer(repository: Repository) -> None:
    repository.commit("01-05", {"a.md": PAGE})
    repository.git("mv", "a.md", "b.md")
    repository.commit("01-06", {})
    before = read_versions(repository.root / "b.md")
    for name, value in SETTINGS.items():
        repository.git("config", name, value)
    assert [version.path for version in before] == ["a.md", "b.md"]
    assert read_versions(repository.root / "b.md") == before


def test_a_replaced_object_hides_nothing(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    first = repository.git("rev-parse", "HEAD")
    repository.commit("01-06", {"okrs.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    repository.git("replace", "--graft", "HEAD")
    assert first[:12] in read_versions(repository.root / "okrs.md")[0].name


def test_settings_that_never_come_are_not_waited_for(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    repository.git("config", "include.path", "more")
    os.mkfifo(repository.root / ".git" / "more")
    monkeypatch.setitem(git.asked.__kwdefaults__ or {}, "within", 1)
    with pytest.raises(HistoryRefused, match=r"git gave no answer to `git rev-parse` within 1 seconds"):
        read_versions(repository.root / "okrs.md")


def test_a_repository_that_git_cannot_read_is_refused_as_one(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    (repository.root / ".git" / "config").write_text("[[[")
    with pytest.raises(HistoryRefused, match="git says: fatal: bad config line 1"):
        read_versions(repository.root / "okrs.md")


def test_a_working_tree_that_the_settings_put_elsewhere_is_refused(repository: Repository, tmp_path: Path) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    (tmp_path / "elsewhere").mkdir()
    repository.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    with pytest.raises(HistoryRefused, match="the repository's settings say that its files are elsewhere"):
        read_versions(repository.root / "okrs.md")


def test_a_repository_of_somebody_else_says_how_to_trust_it(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\necho \"fatal: detected dubious ownership in repository at 'x'\" >&2\nexit 128\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(HistoryRefused, match=r"belongs to somebody else.*safe\.directory"):
        read_versions(repository.root / "okrs.md")


def tree(repository: Repository, *entries: str) -> str:
    """The name of a tree of these entries, each `mode kind name\tpath`."""
    file = repository.root.parent / "entries"
    file.write_text("".join(f"{entry}\n" for entry in entries))
    with file.open() as given:
        command = ["git", "mktree"]
        return subprocess.run(
            command, cwd=repository.root, stdin=given, capture_output=True, check=True
        ).stdout.decode()[:40]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere git's memory cannot be bounded from outside")
@pytest.mark.parametrize("inside", ["okrs.md", "."])
def test_a_repository_of_more_files_than_there_are_objects_is_refused(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    blob = repository.git("rev-parse", "HEAD:okrs.md")
    level = tree(repository, *(f"100644 blob {blob}\tf{n}.md" for n in range(10)))
    for _ in range(7):
        level = tree(repository, *(f"040000 tree {level}\td{n}" for n in range(10)))
    root = tree(repository, f"040000 tree {level}\td", f"100644 blob {blob}\tokrs.md")
    repository.git("update-ref", "HEAD", repository.git("commit-tree", root, "-m", "x"))
    monkeypatch.setattr(git, "MOST_MEMORY", 64 * git.MIB)
    with pytest.raises(HistoryRefused, match="more files and changes than a plan's history; name the plan's file"):
        read_versions(repository.root, inside)


def test_an_answer_without_end_is_not_waited_for(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("01-05", {f"{n}.md": PAGE for n in range(50)})
    monkeypatch.setattr(git, "MOST_ANSWERED", 1000)
    with pytest.raises(HistoryRefused, match="more files and changes than a plan's history"):
        read_versions(repository.root, ".")


@pytest.mark.parametrize("name", ["-x.md", "--output=x.md", ":(top)x.md", "*.md", "a\tb.md", "é\u0301.md"])
def test_a_file_whose_name_looks_like_something_else_is_a_file(repository: Repository, name: str) -> None:
    repository.commit("01-05", {name: PAGE, "other.md": PAGE})
    [version] = read_versions(repository.root, name)
    assert version.body == PAGE.encode()


@pytest.mark.parametrize("inside", ["../x.md", "/etc/passwd", "a\0b", "..", ".git/config", "-", "HEAD:okrs.md"])
def test_a_path_that_is_none_of_the_repository_is_refused(repository: Repository, inside: str) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    with pytest.raises(HistoryRefused):
        read_versions(repository.root, inside)
