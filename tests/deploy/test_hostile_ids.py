"""An id from the command line is an id or is refused in one line, at every argument that takes one; and paths stay."""

from __future__ import annotations

import pytest

from deploy.commands.__main__ import main
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG

QUARTER = "tests/examples/quarter.jsonl"
PLAN = "tests/examples/okrs"
# No id of any of them reaches a database. Each with ID in the place of an id.
DOORS = [
    ("export", "--org=ID"),
    ("head", "--", "ID"),
    ("import", "events", QUARTER, "--org=ID"),
    ("import", "history", PLAN, "--org=ID"),
    ("import", "history", PLAN, "--org", ORG, "--unit=ID"),
    ("import", "history", PLAN, "--org", ORG, "--cycle=ID"),
    ("prove", "--", "ID", "inclusion", "1"),
    ("rebuild", "governance", "--org=ID"),
    ("retry", "--org=ID"),
    ("verify", "--", "ID"),
]
IDS = [
    "../acme",
    "/etc/nothing",
    "C:\\x",
    "%2e%2e",
    "..",
    "CON",
    "acme\n",
    "",
    "a" * 5_000,
    "é",
    "-x",
    "a/b",
    "a\0b",
    "\udcff",
]
ASKING = [
    ("audit", "ID"),
    ("audit", ORG, "--cycle=ID"),
    ("audit", ORG, "--unit=ID"),
    ("audit", ORG, "--item=ID"),
    ("audit", ORG, "--requester=ID"),
    ("audit", ORG, "--text=ID"),
    ("key", "list", "--org=ID"),
    ("key", "revoke", "ID"),
    ("report", "ID", "2026-q1"),
    ("report", ORG, "ID"),
    ("report", ORG, "2026-q1", "ID"),
    ("shifts", ORG, "ID"),
    ("state", ORG, "ID"),
    ("timeline", ORG, "2026-q1", "ID"),
]


@pytest.mark.parametrize("command", DOORS, ids=" ".join)
def test_what_is_no_id_is_refused_in_one_line_before_anything_is_started(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost:1/nothing")
    for id_ in IDS:
        assert main([part.replace("ID", id_) for part in command]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and "Postgres" not in err, (id_, err)
        assert "is no id" in err or "is no text" in err, (id_, err)


@pytest.mark.parametrize("command", ASKING, ids=" ".join)
def test_a_path_as_an_id_is_nobody_s_and_an_argument_that_is_no_text_is_refused(
    command: tuple[str, ...], run: Run, recorded: None
) -> None:
    code, _, err = run(*(part.replace("ID", "../%2e/x") for part in command))
    assert code in (0, 2) and err.count("\n") == (code == 2)
    for no_text in ("a\0b", "\udcff"):  # the latter is how Python gives a byte that is no UTF-8
        code, out, err = run(*(part.replace("ID", no_text) for part in command))
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "is no text: expected UTF-8" in err
