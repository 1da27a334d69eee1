"""What is logged: lines of fields that are on a list, and nothing that was a secret or anybody's text."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from deploy.logs import FIELDS, FOLDERS, ROOT, Fields, written

KNOWN = {"time", "level", "logger", "event", *FIELDS}
SECRET = "Ada Lovelace, postgresql://okr_app:hunter2@db.example/ledger"


def record(name: str, msg: object, *args: object, error: BaseException | None = None, **more: object) -> dict[str, Any]:
    """The fields of what is logged so."""
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.getLogger(name).makeRecord(name, 40, "file.py", 1, msg, args, info, "doing", more)
    line: dict[str, Any] = json.loads(Fields(terminal=False).format(made))
    assert line.keys() <= KNOWN
    return line


def test_an_extra_that_is_on_no_list_is_dropped() -> None:
    line = record("okr_ledger.http", "answered", route="/v1/orgs/{org}", path=f"/{SECRET}", status=200, key=["x"])
    assert (line["route"], line["status"]) == ("/v1/orgs/{org}", 200)
    assert "key" not in line
    assert SECRET not in str(line)


def test_of_an_error_its_type_and_the_place_in_our_code_are_told_and_nothing_that_it_says() -> None:
    def wrong(pool: Any) -> None:
        raise asyncpg.UniqueViolationError(f"Key (name)=({SECRET}) already exists.") from ValueError(SECRET)

    from services.http.answers import tag

    for broken in (wrong, lambda _: tag(None, 1)):  # type: ignore[arg-type]
        try:
            broken(None)
        except Exception as error:
            line = record("okr_ledger.http", "a request broke", error=error)
            assert "hunter2" not in str(line)
    assert line["error"] == "TypeError"
    file, _, number = line["place"].rpartition(":")
    assert (file, number.isdigit()) == ("services/http/answers.py", True)


@pytest.mark.parametrize("name", ["arq.worker", "uvicorn.error", "asyncio", "py.warnings"])
def test_a_library_is_told_by_its_template_or_else_by_the_function_that_logs(name: str) -> None:
    assert record(name, "%6.2fs ← %s ● %s", 0.1, "x", SECRET)["event"] == "…s ← … ● …"
    assert record(name, f"Task exception was never retrieved\nfuture: {SECRET}")["event"] == "doing"
    assert record(name, ValueError(SECRET))["event"] == "doing"


def test_a_job_is_named_and_what_it_was_told_is_not() -> None:
    line = record("arq.worker", "%6.2fs → %s(%s)%s", 0.1, "fold:acme:0123:fold", f"'{SECRET}'", "")
    assert (line["event"], line["job"]) == ("…s → …(…)…", "fold")
    assert SECRET not in str(line)


def test_on_a_terminal_a_line_is_short() -> None:
    made = logging.getLogger("okr_ledger.http").makeRecord(
        "okr_ledger.http", 20, "", 1, "answered", (), None, None, {"status": 200, "route": "/v1/orgs/{org}"}
    )
    assert Fields(terminal=True).format(made)[9:] == "info: answered route=/v1/orgs/{org} status=200"


def test_what_nobody_catches_is_told_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    class Breaks:
        def __del__(self) -> None:
            raise ValueError(SECRET)

    with written(logging.INFO):
        Breaks()
        logging.getLogger("okr_ledger.fold").info("folded", extra={"position": 7})
        logging.getLogger("somebody.elses").info("not told")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["error"]) == ("nobody caught an error", "ValueError")
    assert (second["event"], second["position"]) == ("folded", 7)
    assert logging.getLogger("okr_ledger").level == logging.NOTSET


def test_what_we_log_is_constant_text_with_extras_that_are_on_the_list() -> None:
    found = list(logged())
    assert len(found) > 8
    for where, call in found:
        assert len(call.args) == 1 and isinstance(call.args[0], ast.Constant), f"{where}: no constant text"
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        assert given.keys() <= {"extra", "exc_info"}, where
        if isinstance(extra := given.get("extra"), ast.Dict):
            names = {key.value for key in extra.keys if isinstance(key, ast.Constant)}
            assert names <= set(FIELDS), where


def logged() -> Iterator[tuple[str, ast.Call]]:
    """Every call of ours that logs something, and where it stands."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=attr)) if attr in levels:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_logging_is_set_up_in_one_place_only() -> None:
    calls = ("basicConfig", "dictConfig", "fileConfig")
    sources = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert not [path for path in sources if any(f".{call}(" in path.read_text() for call in calls)]
