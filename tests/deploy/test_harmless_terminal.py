"""What any command prints of texts that came from logs, files and arguments: nothing that a terminal would obey."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import asyncpg
import pytest

from deploy import usage
from deploy.commands.__main__ import registered
from deploy.harmless import Harmless, harmless_streams
from deploy.servers import Servers
from deploy.system import tables
from events.catalogue import Event, encode
from events.log.append import Act, append
from projections.reports import screen
from tests.deploy.conftest import Run
from tests.hostile import MARK, TEXTS, with_texts
from tests.projections.reports.quarter import ORG, events

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
TITLES = tuple(
    f"\x1b]0;{MARK}\x07\x9b2J [red]{nth}[/red] [link=http://evil.example]\r\b\u202e\u2066\u2028 x" for nth in range(9)
)
Q = (ORG, "2026-q1")
OF_THE_LOG: tuple[tuple[str, ...], ...] = (
    ("state", *Q),
    ("state", *Q, "growth"),
    ("state", *Q, "growth", "k1"),
    ("diff", *Q),
    ("timeline", *Q),
    ("shifts", *Q),
    ("audit", ORG),
    ("audit", ORG, "--format", "csv"),
    ("replay", *Q, "growth"),
    ("report", *Q),
    ("report", *Q, "--as-of", "2026-03-01"),
    ("status",),
    ("retry",),
    ("key", "list", "--org", ORG),
    ("person", "set", "--org", ORG, "dana", "--name", "[red]\u202e\u2066Dana[/red]"),
    ("person", "set", "--org", ORG, "dana\x1b[2J", "--name", "\x1b[2J"),
    ("person", "list", "--org", ORG),
    ("person", "show", "--org", ORG, "dana"),
    ("person", "erase", "--org", ORG, "dana\x1b[2J", "--yes"),
    ("person", "erase", "--org", ORG, "dana", "--yes"),
    ("readings", "--org", ORG, "--person", "dana\x1b[2J"),
    ("readings", "--org", ORG),
    ("prune", "readings", "--org", ORG, "--before", "2026-01-01\x1b[2J"),
    ("verify", ORG),
    ("export", "--org", "nobody\x1b[2J"),
    ("prove", "nobody\x1b[2J", "--event", "e\x9b1"),
    ("head", "nobody\x1b[2J"),
    ("rebuild", "none\x1b[2J"),
    ("rules", "\x1b[2J"),
    ("nothing\x1b[2J",),
)
# They print texts of ours alone, or run until they are ended; what they log is `test_served_logs`'.
OURS = {
    *("backup", "catalogue", "completion", "demo", "fuzz", "migrate", "prune readings", "rehearse image"),
    *("rehearse restore", "restore", "sealing key", "serve", "settings", "soak", "work"),
}


def check(said: str) -> None:
    found = OBEYED.search(said)
    assert found is None, ascii(said[max(found.start() - 80, 0) : found.end() + 80])


def lines(of: Iterable[Event]) -> bytes:
    return b"".join(encode(event) + b"\n" for event in of)


@pytest.fixture
def hostile(database: Servers) -> None:
    """The quarter is in the log, with a hostile text in every text; a key with a hostile label is there."""

    async def record() -> None:
        connection = await asyncpg.connect(database.migrate_url)
        try:
            await tables(connection)
            await append(connection, Act(org=ORG, events=tuple(with_texts(events(), TITLES))))
        finally:
            await connection.close()

    asyncio.run(record())


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("colours", [False, True])
def test_no_command_prints_what_a_terminal_obeys(colours: bool, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    if colours:
        monkeypatch.setenv("FORCE_COLOR", "1")
    assert run("key", "create", "--org", ORG, "--label", TEXTS[8])[0] == 0
    seen = ""
    for command in OF_THE_LOG[1:10:4] if colours else OF_THE_LOG:
        _, out, err = run(*command)
        if "csv" not in command:
            check(COLOURS.sub("", out) if colours else out)
        check(err)
        seen += out
    assert "[red]0[/red] [link=http://evil.example]" in " ".join(seen.split())
    assert seen.count(MARK) > (20 if colours else 50)


def test_the_files_that_a_command_reads_are_told_harmlessly(run: Run, tmp_path: Path) -> None:
    told = tmp_path / "events.jsonl"
    told.write_bytes(lines(with_texts(events(), TITLES)))
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(
        json.dumps({"specversion": TEXTS[8], "type": TEXTS[8], TEXTS[9]: TEXTS[7]}, ensure_ascii=False) + "\n{"
    )
    plan = tmp_path / "plan"
    plan.mkdir()
    for day in ("2026-01-08", "2026-02-12"):
        page = "\n".join(f"- KR: {text[:200]} from 0 to {day[-1]}" for text in (*TITLES, *TEXTS[:-1]))
        (plan / f"{day}.md").write_text(
            f"# 2026 Q1 \x1b[31m\n\n## Objective: {TITLES[0]}\n\n{page}\n\n\x9b2J {MARK} prose\n"
        )
    junk = tmp_path / "junk\x1b[2J"
    junk.write_text(TEXTS[8])
    for command in (
        ("judge", str(told), "--as-of", "2026-03-31"),
        ("judge", str(wrong)),
        ("import", "events", str(wrong), "--org", ORG),
        ("import", "history", str(plan), "--org", ORG, "--dry-run"),
        ("import", "history", str(plan), "--org", ORG),
        ("import", "history", str(junk), "--org", ORG),
        ("import", "archive", str(junk)),
        ("backup", "--output", f"{junk}/b"),
        ("restore", str(junk)),
        ("check", "proof", str(junk)),
        ("verify", f"{junk}.zip"),
        ("report", "--from", str(junk)),
        ("judge", str(told), "--policy", str(junk)),
        ("key", "revoke", "okr_\x1b[2J"),
    ):
        _, out, err = run(*command)
        check(out + err)


def test_every_command_is_looked_at() -> None:
    looked = {name for name in registered() for command in OF_THE_LOG if " ".join(command).startswith(name)}
    files = {"judge", "import events", "import history", "import archive", "check proof", "key revoke", "key create"}
    files |= {"backup", "restore"}
    assert {name for name in registered() if not name.startswith("bench ")} == looked | files | OURS


def test_a_console_prints_a_text_that_nobody_looked_at_as_harmless() -> None:
    out = io.StringIO()
    console = screen.Harmless(file=out, force_terminal=True, markup=False, highlight=False, width=100)
    console.print(TITLES[0], style="bold")
    table = screen.table("a")
    table.add_row(TEXTS[8])
    console.print(table)
    check(COLOURS.sub("", out.getvalue()))
    assert "[red]0[/red]" in out.getvalue()


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_json_is_the_same_with_escapes_on_a_terminal_and_as_it_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, escaped in ((Terminal, True), (io.TextIOWrapper, False)):
        below = io.BytesIO()
        monkeypatch.setattr("sys.stdout", kind(below, encoding="utf-8", write_through=True))
        with harmless_streams():
            usage.answer({"says": TEXTS})
        text = below.getvalue().decode()
        assert json.loads(text) == {"says": list(TEXTS)}
        assert (OBEYED.search(text) is None) == escaped


def test_what_cannot_be_printed_at_all_is_printed_as_something_else() -> None:
    below = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    Harmless(below).write("a file of other letters \udcff\n")
    assert below.buffer.getvalue().decode() == "a file of other letters \ufffd\n"
