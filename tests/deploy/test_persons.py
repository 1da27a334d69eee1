"""The commands about persons: who somebody is, what is held of them, and that it is erased."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json

import pytest

from deploy.servers import Servers
from services import readings
from services.readings import Reading
from tests.deploy.conftest import Run
from tests.events.log.conftest import connected
from tests.projections.reports.quarter import ORG

ISSUER = "https://login.example.org"
SOFIA = ("sofia", "--org", ORG)


def look(database: Servers, *found: Reading) -> None:
    async def noted() -> None:
        async with connected(database.app_url) as app:
            await readings.note(app, found)

    asyncio.run(noted())


def reading(nth: int, person: str = "sofia") -> Reading:
    at = dt.datetime(2026, 2, nth, 9, tzinfo=dt.UTC)
    return Reading(org=ORG, at=at, person=person, role="sponsor", action="report.read", resource=f"cycle/q{nth}")


def test_a_person_is_set_corrected_and_listed(run: Run) -> None:
    assert run("person", "list", "--org", ORG)[:2] == (
        0,
        f"nobody of {ORG} is noted; `okr-ledger person set --org {ORG} PERSON --name NAME` notes somebody\n",
    )
    assert run("person", "set", *SOFIA, "--name", "Sofia M.")[0] == 0
    assert (
        run("person", "set", *SOFIA, "--email", "sofia@example.org")[1]
        == f"sofia of {ORG}: Sofia M., sofia@example.org\n"
    )
    run("person", "set", *SOFIA, "--name", "Sofia Marin", "--email", "")
    (found,) = json.loads(run("person", "list", "--org", ORG, "--format", "json")[1])["persons"]
    assert (found["person"], found["name"], found["email"]) == ("sofia", "Sofia Marin", None)
    assert "Sofia Marin" in run("person", "list", "--org", ORG)[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Sofia", "--org", ORG, "--name", "x"), "'Sofia' is no id"),
        (("sofia", "--org", "Acme!", "--name", "x"), "--org 'Acme!' is no id"),
        (SOFIA, "nothing to note"),
        ((*SOFIA, "--login", "1"), "--login and --issuer belong together"),
        ((*SOFIA, "--no-login"), "both are missing"),
        ((*SOFIA, "--no-login", "--login", "1", "--issuer", ISSUER), "has no such login"),
        ((*SOFIA, "--login", "1", "--issuer", "login.example.org"), "an issuer is a URL"),
        ((*SOFIA, "--name", "a\nb"), "a name has at most 200 characters, on one line"),
        ((*SOFIA, "--name", "a\udcffb"), "expected UTF-8 without NUL"),
        ((*SOFIA, "--email", "a b@example.org"), "an address has at most 254 characters, and no space"),
    ],
)
def test_what_cannot_be_noted_is_refused_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run("person", "set", *arguments)
    assert (code, out) == (2, "")
    assert says in err and err.count("\n") == 1
    assert run("person", "list", "--org", ORG, "--format", "json")[1] == f'{{"org":"{ORG}","persons":[]}}\n'


@pytest.mark.usefixtures("recorded")
def test_all_that_is_held_about_a_person_is_shown(run: Run, database: Servers) -> None:
    run("person", "set", *SOFIA, "--name", "Sofia Marin", "--login", "4711", "--issuer", ISSUER)
    _, secret, _ = run("key", "create", "--org", ORG, "--person", "sofia", "--role", "sponsor", "--label", "Sofia's")
    run("key", "create", "--org", ORG, "--person", "sofia", "--role", "champion", "--unit", "growth")
    look(database, reading(1), reading(2), reading(3, "ben"))
    code, out, _ = run("person", "show", *SOFIA, "--format", "json")
    told = json.loads(out)
    assert code == 0 and secret.strip() not in out
    assert (told["held"]["name"], told["held"]["logins"][0]["subject"]) == ("Sofia Marin", "4711")
    assert [(key["label"], key["prefix"]) for key in told["held"]["keys"]][:1] == [("Sofia's", secret[:12])]
    assert (told["held"]["keys"][1]["role"], told["held"]["keys"][1]["unit"]) == ("champion", "growth")
    assert [each["resource"] for each in told["readings"]] == ["cycle/q2", "cycle/q1"]
    lines = run("export", "--org", ORG)[1].splitlines()
    naming = [json.loads(line)["position"] for line in lines if '"sofia"' in line]
    assert naming and [event["position"] for event in told["events"]] == naming
    granted = [json.loads(line)["data"] for line in lines if '"role.granted"' in line and '"sofia"' in line]
    assert [(role["role"], role["unit"]) for role in told["roles"]] == [(g["role"], g.get("unit")) for g in granted]
    text = run("person", "show", *SOFIA)[1]
    for part in (
        "Sofia Marin",
        "4711 of https://login.example.org",
        f"{secret[:12]}…, sponsor, Sofia's",
        "…, champion in growth, made",
        "as person",
    ):
        assert part in text
    assert f"{len(naming)} event" in text


@pytest.mark.usefixtures("recorded")
def test_an_erasure_is_confirmed_and_says_what_went_and_what_stays(
    run: Run, monkeypatch: pytest.MonkeyPatch, database: Servers
) -> None:
    run("person", "set", *SOFIA, "--name", "Sofia Marin", "--login", "4711", "--issuer", ISSUER)
    run("key", "create", "--org", ORG, "--person", "sofia", "--label", "Sofia's")
    look(database, reading(1))
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    code, _, err = run("person", "erase", *SOFIA)
    assert code == 2 and "nothing was erased" in err
    assert "Sofia Marin" in run("person", "show", *SOFIA)[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("sofia\n"))
    code, out, _ = run("person", "erase", *SOFIA)
    assert code == 0
    assert f"sofia of {ORG}: the name and 1 login erased; 1 key without label and revoked\n" in out
    assert "What stays: the pseudonym in " in out and "of the log and 1 reading." in out
    shown = run("person", "show", *SOFIA)[1]
    assert "erased" in shown and "Marin" not in shown and "4711" not in shown and "Sofia's" not in shown
    assert "erased" in run("person", "list", "--org", ORG)[1]
    code, _, err = run("person", "set", *SOFIA, "--name", "Sofia Marin")
    assert code == 2 and "was erased; --again makes the person known anew" in err
    assert run("person", "set", *SOFIA, "--name", "Sofia Marin", "--again")[0] == 0


def test_a_login_is_taken_away(run: Run) -> None:
    login = ("--login", "4711", "--issuer", ISSUER)
    assert run("person", "set", *SOFIA, *login)[0] == 0
    assert "4711" in run("person", "show", *SOFIA)[1]
    assert run("person", "set", *SOFIA, *login, "--no-login")[0] == 0
    assert "4711" not in run("person", "show", *SOFIA)[1]


def test_readings_are_listed_by_person_and_since_a_day(run: Run, database: Servers) -> None:
    assert run("readings", "--org", ORG)[1] == f"nothing that is noted was read of {ORG}\n"
    look(database, reading(1), reading(2, "ben"), reading(3))

    def of(*arguments: str) -> list[str]:
        told = json.loads(run("readings", "--org", ORG, "--format", "json", *arguments)[1])
        return [each["resource"] for each in told["readings"]]

    assert of() == ["cycle/q3", "cycle/q2", "cycle/q1"]
    assert of("--person", "sofia") == ["cycle/q3", "cycle/q1"]
    assert of("--since", "2026-02-02") == ["cycle/q3", "cycle/q2"]
    assert of("--at-most", "1") == ["cycle/q3"]
    text = run("readings", "--org", ORG)[1]
    assert "2026-02-02 09:00 UTC" in text and "report.read" in text and "ben" in text
    assert run("readings", "--org", ORG, "--since", "yesterday")[0] == 2
