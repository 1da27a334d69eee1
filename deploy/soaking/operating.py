"""Those who operate it: they import events and a history, build projections anew, set and erase persons, keep heads."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct, field

from deploy.benchmarks import plausible
from deploy.benchmarks.working import ROOT, environment
from deploy.soaking.asking import Asker
from deploy.soaking.diary import Diary
from deploy.soaking.installation import FILED, PAST, Installation

LINES = 40  # that each import has more than the one before
BOUND_SECONDS = 120
PAUSE_SECONDS = 0.5
MISTAKE = b"that is a mistake in okr-ledger"


class Kept(Struct):
    """By organisation: the heads that were kept, and how many events the last import said it has."""

    heads: dict[str, list[bytes]] = field(default_factory=dict)
    imported: dict[str, int] = field(default_factory=dict)


class Operator:
    """Runs commands of the command line, each until it has done what it was asked."""

    def __init__(self, installation: Installation, diary: Diary, kept: Kept) -> None:
        self.installation, self.diary, self.kept = installation, diary, kept
        self.environment = environment(installation.settings)

    async def run(self, *words: str) -> bytes:
        """What the command printed; empty, and noted, where it could not be done however often it was tried."""
        ends, pipe = time.monotonic() + BOUND_SECONDS, asyncio.subprocess.PIPE
        name = " ".join(itertools.takewhile(lambda word: word.isalpha() and word.islower(), words[:2]))
        while True:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "deploy.commands", *words),
                cwd=ROOT,
                env=self.environment,
                stdout=pipe,
                stderr=pipe,
            )
            try:
                out, said = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            if process.returncode == 0:
                self.diary.done[f"okr-ledger {name}"] += 1
                return out
            why = said.decode(errors="replace").strip().rpartition("\n")[2][:300]
            if process.returncode != 2 or MISTAKE in said or time.monotonic() > ends:
                self.diary.finds(f"okr-ledger {name} ended with {process.returncode}: {why}")
                return b""
            self.diary.done["okr-ledger run again"] += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def imports(self, ended: asyncio.Event) -> None:
        """Longer and longer files of events and histories are imported until then; what is there is left out."""
        file, history = self.installation.home / "filed.jsonl", self.installation.home / "history"
        past = (str(history), "--org", PAST, "--cycle", "past", "--start", "2025-01-01", "--end", "2025-12-31")
        for number in itertools.count(1):
            if ended.is_set():
                return
            file.write_bytes(b"".join(plausible.lines(FILED, number * LINES)))
            await self._imported(FILED, "events", str(file), "--org", FILED)
            snapshot(history, number)
            await self._imported(PAST, "history", *past)

    async def _imported(self, org: str, *words: str) -> None:
        if told := await self.run("import", *words, "--format", "json"):
            found = msgspec.json.decode(told)
            self.kept.imported[org] = found["written"] + found["known"]

    async def operates(self, org: str, ended: asyncio.Event) -> None:
        """Heads are kept, projections built anew, persons set and erased until then."""
        asker = Asker(self.installation, org, "admin", self.diary)
        async with asker.http:
            for number in itertools.count(1):
                if ended.is_set():
                    return
                if head := await asker.ask("/log/checkpoint?min_position=1"):
                    self.kept.heads.setdefault(org, []).append(head.content)
                    self.diary.done["head kept"] += 1
                await self._person(asker, f"soaked-{number}")
                await self.run("rebuild", "all", "--org", org)

    async def _person(self, asker: Asker, person: str) -> None:
        """A person is set, seen, erased, and not noted again."""
        wish = {"name": f"Name of {person}", "email": f"{person}@example.org"}
        await asker.ask(f"/persons/{person}", 200, "PUT", json=wish)
        listed = await asker.ask("/persons?limit=500")
        if listed is not None and wish["name"] not in listed.text:
            self.diary.finds(f"{person} was set, and is not listed")
        await self.run("person", "erase", "--org", asker.org, person, "--yes")
        await asker.ask(f"/persons/{person}", 410, "PUT", json=wish)
        listed = await asker.ask("/persons?limit=500")
        if listed is not None and wish["name"] in listed.text:
            self.diary.finds(f"{person} was erased, and is listed by name")
        self.diary.done["person set and erased"] += 1


def snapshot(folder: Path, number: int) -> None:
    """The folder has one version more: of day `number`, with one item more and another value of the first."""
    folder.mkdir(exist_ok=True)
    day = dt.date(2025, 1, 1) + dt.timedelta(days=number)
    items = "".join(f"- [ ] Bring measure {each} from 0 to {each + 10}\n" for each in range(1, number + 2))
    (folder / f"{day}.md").write_text(f"# OKRs 2025\n\n## Customers stay\n\n{items}", encoding="utf-8")
