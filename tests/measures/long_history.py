"""How fast a long history is read, compared, rehearsed and imported, and how much memory that takes.

    .venv/bin/python -m tests.measures.long_history [--versions 1000] [--items 200] [--git]

A plan is made up and changed line by line, from a fixed seed; each version is a dated file, with `--git` a commit. The
times are those of this machine in this run: nothing is asserted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deploy import rehearsing
from projections.reports.screen import console
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.versions import open_versions
from services.histories.telling.rehearsal import rehearse

ROOT = Path(__file__).resolve().parents[2]
FIRST = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
UNDER_ONE = 4  # key results of an objective
TEXT = (
    "grow the share of customers who renew build a training launch pricing page reduce time to answer support sales "
    "partners onboarding quality reports dashboards mobile search billing invoices hiring feedback survey"
)
WORDS = TEXT.split(" ")
INSIDE = "okrs.md"
MARKS = ("[ ]", "[x]", "[~]")


class MadeUp:
    """A plan that changes by a line at a time."""

    def __init__(self, items: int, chance: random.Random) -> None:
        self.chance = chance
        self.objectives = [(f"{self._words(4)} {nth}", [self._key_result()]) for nth in range(items // (UNDER_ONE + 1))]
        for _, key_results in self.objectives:
            key_results += [self._key_result() for _ in range(UNDER_ONE - 1)]

    def text(self) -> str:
        parts = [f"## {title}\n\n" + "".join(f"- {line}\n" for line in lines) for title, lines in self.objectives]
        return "# OKRs 2026 Q1\n\n" + "\n".join(parts)

    def change(self) -> None:
        """A mark is set, in most versions; else a line is reworded, comes, goes, or changes its place."""
        lines = self.chance.choice(self.objectives)[1]
        at, kind = self.chance.randrange(len(lines)), self.chance.random()
        if kind < 0.06:
            lines.append(self._key_result())
        elif kind < 0.1 and len(lines) > 1:
            del lines[at]
        elif kind < 0.2:
            self.chance.shuffle(lines)
        elif kind < 0.35:
            words = lines[at].split(" ")
            words[-1] = self.chance.choice(WORDS)
            lines[at] = " ".join(words)
        else:
            lines[at] = f"{self.chance.choice(MARKS)}{lines[at][3:]}"

    def _key_result(self) -> str:
        return f"[ ] {self._words(7)}"

    def _words(self, count: int) -> str:
        return " ".join(self.chance.sample(WORDS, count)).capitalize()


def texts(versions: int, items: int) -> Iterator[tuple[dt.datetime, str]]:
    plan = MadeUp(items, random.Random(1))
    for nth in range(versions):
        yield FIRST + dt.timedelta(hours=2 * nth), plan.text()
        plan.change()


def files(folder: Path, versions: int, items: int) -> Path:
    for landed, text in texts(versions, items):
        (folder / f"{landed:%Y-%m-%dT%H%M%SZ}.md").write_text(text, encoding="utf-8")
    return folder


def repository(folder: Path, versions: int, items: int) -> Path:
    """A repository with a commit a version, made by git's own importer."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    stream = []
    for landed, text in texts(versions, items):
        body = text.encode()
        who = f"A <a@example.org> {int(landed.timestamp())} +0000"
        stream.append(f"commit refs/heads/main\ncommitter {who}\ndata 1\n.\nM 644 inline {INSIDE}\ndata {len(body)}\n")
        stream.append(f"{text}\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input="".join(stream).encode(), check=True)
    return folder


def imported(path: Path, inside: str | None, state: Path) -> tuple[float, int]:
    """The seconds that the whole command takes, with the servers that it starts, and its peak memory in MiB."""
    command = [sys.executable, "-P", "-m", "deploy.commands", "import", "history", str(path), "--org", "measured"]
    command += ["--file", inside] if inside else []
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"OKR_STATE": str(state)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the import failed")
    return time.monotonic() - began, used.ru_maxrss // 1024


def main() -> None:
    """What is printed: seconds and versions a second of each step, and the peak of memory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--versions", type=int, default=1000)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--git", action="store_true", help="as a repository, not as dated files")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the servers may run as another user
        made = Path(folder) / "plans"
        made.mkdir()
        path = (repository if args.git else files)(made, args.versions, args.items)
        inside = INSIDE if args.git else None
        began = time.monotonic()
        found = reconstruct(open_versions(path, inside), Options(org="measured", bodies=False))
        compared = time.monotonic()
        told = rehearse(found, dt.datetime.now(dt.UTC))
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            out = console()
            out.file = nowhere
            rehearsing.rehearsal(told, out)
        rehearsed = time.monotonic()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds, memory = imported(path, inside, Path(folder) / "state")
    print(f"{args.versions:,} versions of {args.items} items, {len(found.events):,} events")
    for name, took in (("read and compared", compared - began), ("rehearsed", rehearsed - compared)):
        print(f"{name:<20} {took:7.1f} s {args.versions / took:9.0f} versions/s")
    print(f"{'peak memory':<20} {peak:7} MiB")
    print(f"{'import, as a whole':<20} {seconds:7.1f} s {args.versions / seconds:9.0f} versions/s, {memory} MiB")


if __name__ == "__main__":
    main()
