"""Versions from a git repository: what landed on the main line, when it landed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from events.catalogue import Event
from events.facts.plan import CommitmentDropped
from services.histories.matching.assignment import MATCHER
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.versions import HistoryRefused, read_versions

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
PAGE = "# OKRs 2026 Q1\n\n## Grow\n\n- [ ] Sell abroad\n- [ ] Hire a team\n"


class Repository:
    """A git repository in which every commit has a date of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, date: str = "2026-01-01T00:00:00Z", authored: str | None = None) -> str:
        person = {"NAME": "Ana Example", "EMAIL": "ana@example.org"}
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
        environment |= {"GIT_AUTHOR_DATE": authored or date, "GIT_COMMITTER_DATE": date}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, day: str, files: dict[str, str], authored: str | None = None) -> None:
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        moment = f"2026-{day}T12:00:00+02:00"
        self.git(
            "commit", "--quiet", "-m", f"On {day}", date=moment, authored=authored and f"2026-{authored}T12:00:00Z"
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "plans")


def test_a_version_landed_when_it_was_merged(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit("01-08", {"okrs.md": PAGE.replace("[ ] Sell", "[~] Sell")})
    repository.commit("01-09", {"okrs.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    repository.git("checkout", "--quiet", "main")
    repository.commit("01-10", {"other.md": "x"})
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "work", date="2026-02-01T12:00:00Z")
    found = read_versions(repository.root / "okrs.md")
    assert [version.landed.isoformat() for version in found] == [
        "2026-01-05T10:00:00+00:00",
        "2026-02-01T12:00:00+00:00",
    ]
    assert found[1].text == PAGE.replace("[ ] Sell", "[x] Sell")
    told = reconstruct(found, Options(org="acme"))
    assert [event.type for event in told.events[6:]] == ["check_in.recorded"]


def test_when_it_was_authored_is_kept_and_names_are_not(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE}, authored="01-02")
    version = read_versions(repository.root, "okrs.md")[0]
    events = reconstruct([version], Options(org="acme")).events
    commit = repository.git("rev-parse", "HEAD")[:12]
    assert {event.correlationid for event in events} == {f"git.{commit}.authored-20260102T120000Z.{MATCHER}"}
    assert all(event.actor.startswith("p-") and "ana" not in event.actor for event in events)


def test_a_document_is_followed_through_its_renaming(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    (repository.root / "okrs.md").unlink()
    repository.commit("01-06", {"plans/2026-q1.md": PAGE.replace("Hire a team", "Hire a whole team")})
    found = read_versions(repository.root / "plans" / "2026-q1.md")
    assert [version.path for version in found] == ["okrs.md", "plans/2026-q1.md"]
    told = reconstruct(found, Options(org="acme"))
    assert [event.type for event in told.events[6:]] == ["commitment.reworded"]


def test_in_a_folder_every_file_is_a_document_and_speaks_for_itself(repository: Repository) -> None:
    repository.commit("01-05", {"okrs/a.md": PAGE, "okrs/b.md": PAGE.replace("Grow", "Stay").replace("Sell", "Ask")})
    repository.commit("01-06", {"okrs/a.md": PAGE.replace("- [ ] Hire a team\n", "")})
    found = reconstruct(read_versions(repository.root / "okrs"), Options(org="acme"))
    assert [event.type for event in found.events].count("key_result.committed") == 4
    dropped = [event.data for event in found.events if isinstance(event.data, CommitmentDropped)]
    assert [fact.item for fact in dropped] == ["hire-a-team"]


def test_a_page_that_turns_and_leaves_its_quarter_to_a_new_file_goes_on_there(repository: Repository) -> None:
    repository.commit("01-05", {"okrs/readme.md": PAGE})
    turned = PAGE.replace("Q1", "Q2").replace("Sell", "Rent")
    repository.commit("04-02", {"okrs/readme.md": turned, "okrs/2026-q1.md": PAGE.replace("[ ] Sell", "[x] Sell")})
    found = reconstruct(read_versions(repository.root / "okrs"), Options(org="acme"))
    told = [f"{event.subject} {event.type}" for event in found.events[6:]]
    assert told == [
        "cycle/2026-q2 cycle.opened",
        "plan/2026-q2/acme objective.committed",
        "plan/2026-q2/acme key_result.committed",
        "plan/2026-q2/acme key_result.committed",
        "check-ins/2026-q1/acme/sell-abroad check_in.recorded",
    ]


def test_a_removed_file_is_no_version_and_a_bare_repository_is_read(repository: Repository, tmp_path: Path) -> None:
    repository.commit("01-05", {"okrs.md": PAGE})
    (repository.root / "okrs.md").unlink()
    repository.commit("01-06", {})
    repository.commit("01-07", {"okrs.md": PAGE})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    assert [version.landed.day for version in read_versions(tmp_path / "bare.git", "okrs.md")] == [5, 7]


def test_what_cannot_be_read_says_why(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HistoryRefused, match="a git repository without a commit"):
        read_versions(repository.root, "okrs.md")
    repository.commit("01-05", {"okrs.md": PAGE})
    with pytest.raises(HistoryRefused, match=r"no commit on the main line has a file at the path 'plan\.md'"):
        read_versions(repository.root, "plan.md")
    (tmp_path / "plain").mkdir()
    with pytest.raises(HistoryRefused, match="not a git repository"):
        read_versions(tmp_path / "plain", "okrs.md")
    with pytest.raises(HistoryRefused, match="no such folder"):
        read_versions(tmp_path / "nowhere", "okrs.md")
    monkeypatch.setenv("PATH", str(tmp_path / "plain"))
    with pytest.raises(HistoryRefused, match="git is not installed"):
        read_versions(repository.root, "okrs.md")
    with pytest.raises(HistoryRefused, match=r"accepted are a history\.jsonl.*git is not installed"):
        read_versions(tmp_path / "plain")


def test_a_repository_and_a_folder_of_the_same_files_tell_the_same(repository: Repository, tmp_path: Path) -> None:
    pages = [
        PAGE,
        PAGE.replace("[ ] Sell", "[~] Sell"),
        PAGE.replace("- [ ] Hire a team\n", "- [ ] Hire a whole team\n- [ ] Rent 3 offices\n"),
        PAGE.replace("- [ ] Hire a team\n", "- [ ] Hire a whole team\n- [ ] Rent 5 offices\n"),
    ]
    folder = tmp_path / "okrs"
    folder.mkdir()
    for nth, page in enumerate(pages, 5):
        repository.commit(f"01-{nth:02}", {"okrs.md": page})
        (folder / f"2026-01-{nth:02}T100000Z_{repository.git('rev-parse', 'HEAD')[:12]}.md").write_text(page)
    options = Options(org="acme", actor="p-1")
    from_git = reconstruct(read_versions(repository.root / "okrs.md"), options).events
    from_files = reconstruct(read_versions(folder), options).events
    assert len(from_git) > 8
    assert [told(event) for event in from_git] == [told(event) for event in from_files]
    # But whose hand it was, and that it was a commit's, only the repository says.
    assert {event.actor for event in from_files} == {"p-1"}
    assert (from_git[0].correlationid or "").startswith("git.")
    assert (from_files[0].correlationid or "").startswith("file.")


def told(event: Event) -> tuple[object, ...]:
    return event.type, event.subject, event.data, event.time, event.notedat, event.origin


def test_parallel_branches_land_when_they_are_merged_one_after_the_other(repository: Repository) -> None:
    repository.commit("01-05", {"okrs.md": PAGE, "other.md": "x"})
    for branch, day, old, new in (("one", "01-06", "[ ] Sell", "[x] Sell"), ("two", "01-07", "a team", "a whole team")):
        repository.git("checkout", "--quiet", "-b", branch, "main")
        repository.commit(day, {"okrs.md": PAGE.replace(old, new)})
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "One", "one", date="2026-01-10T12:00:00Z")
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", "-s", "ours", "two", date="2026-01-12T12:00:00Z")
    both = PAGE.replace("[ ] Sell", "[x] Sell").replace("a team", "a whole team")
    repository.commit("01-12", {"okrs.md": both}, authored="01-11")
    found = read_versions(repository.root / "okrs.md")
    assert [(v.landed.day, v.authored and v.authored.day) for v in found] == [(5, 5), (10, 10), (12, 11)]
    events = reconstruct(found, Options(org="acme")).events[6:]
    assert [(event.type, event.noted.day) for event in events] == [
        ("check_in.recorded", 10),
        ("commitment.reworded", 12),
    ]
