"""Settings: each declared once, a misspelt one is refused, and no secret is printed."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from deploy.bootstrap import FOLDERS, ROOT
from deploy.commands import Failure
from deploy.commands import __main__ as command_line
from deploy.settings import named
from deploy.variables import BY_NAME, KNOWN, found, given, number, without_secrets

# What belongs to the system, or to pip and uv, which the environment of a clone is made with.
HUSH, HIDDEN = "hush", "…"  # apart from addresses, so that none looks like a secret
FOREIGN = {"CI", "HOME", "PATH", "XDG_STATE_HOME"}


def test_a_variable_that_begins_as_ours_do_and_is_none_is_refused() -> None:
    with pytest.raises(Failure, match="OKR_COLOUR is set, which nothing reads"):
        given({"OKR_COLOUR": "red"})
    assert given({"OKR_STATE": "/x", "OKR_FAULT_SECONDS": "6", "OKR_GOLDEN": "1", "OKR_COLOUR": ""})


@pytest.mark.parametrize("name", ["DATABASE_ULR", "DATABSE_URL", "REDIS_URLS", "SEALING_KEYS", "DRAIN_SECOND"])
def test_a_variable_one_letter_off_from_ours_is_refused(name: str) -> None:
    with pytest.raises(Failure, match=f"{name} is set, which nothing reads; did you mean "):
        given({name: "x"})


def test_other_programs_variables_are_let_be() -> None:
    others = {
        "PGHOST": "db",
        "DATABASE_URI": "x",
        "DATABASE_URL": "postgresql://a@b/c",
        "PATH": "/bin",
        "HTTP_PORT": "1",
    }
    assert given(others) == others


@pytest.mark.parametrize("name", [each.name for each in BY_NAME.values() if each.secret])
def test_a_secret_can_be_a_file_and_not_both(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://a:password@c/d\n")
    file = {f"{name}_FILE": str(tmp_path / "secret")}
    assert name == "SEALING_KEY" or given(file)[name] == "postgresql://a:password@c/d"
    with pytest.raises(Failure, match=f"{name} and {name}_FILE are both set; set one"):
        given({**file, name: "x"})


def test_a_file_that_is_not_there_or_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"cannot read .*gone, which REDIS_URL_FILE names: No such file"):
        given({"REDIS_URL_FILE": str(tmp_path / "gone")})
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(Failure, match="is empty"):
        given({"REDIS_URL_FILE": str(tmp_path / "empty")})


def test_what_files_say_is_what_the_program_gets(tmp_path: Path) -> None:
    for name in ("db", "redis"):
        (tmp_path / name).write_text(f"{name}://x\n")
    settings = named(given({"DATABASE_URL_FILE": str(tmp_path / "db"), "REDIS_URL_FILE": str(tmp_path / "redis")}))
    assert settings is not None
    assert (settings.database_url, settings.redis_url) == ("db://x", "redis://x")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"postgresql://ana:{HUSH}@db:5432/okr?password=hush", f"postgresql://ana:{HIDDEN}@db:5432/okr?…"),
        (f"postgresql://ana:{HUSH}@sh@db/okr", f"postgresql://ana:{HIDDEN}@db/okr"),
        (f"postgresql://ana:{HUSH}/sh@db/okr", "(secret)"),
        (f"redis://:{HUSH}@cache:6379/0", f"redis://:{HIDDEN}@cache:6379/0"),
        ("redis://cache:6379/0", "redis://cache:6379/0"),
        ("hush", "(secret)"),
        (f"postgresql://ana:{HUSH}?sh@db/okr", "(secret)"),
        (f"postgresql://ana:{HUSH}#sh@db/okr", "(secret)"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
    assert "hush" not in shown


def test_each_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "redis").write_text(f"redis://:{HUSH}@cache")
    environ = {
        "DATABASE_URL": f"postgresql://a:{HUSH}@b/c",
        "REDIS_URL_FILE": str(tmp_path / "redis"),
        "DRAIN_SECONDS": "7",
    }
    told = {each.name: (each.value, each.source) for each in found(environ)}
    assert list(told) == list(BY_NAME)
    assert told["DATABASE_URL"] == (f"postgresql://a:{HIDDEN}@b/c", "environment")
    assert told["REDIS_URL"] == (f"(in {tmp_path}/redis)", "file")
    assert told["DRAIN_SECONDS"] == ("7", "environment")
    assert told["OIDC_ALGORITHMS"] == ("RS256,ES256", "default")


@pytest.mark.parametrize("wrong", ["-1", "x", "1.5", "", "99999999999", "٣"])
def test_a_number_that_is_none_is_refused(wrong: str) -> None:
    if not wrong:
        assert number({"DRAIN_SECONDS": wrong}, "DRAIN_SECONDS") == 10
        return
    with pytest.raises(Failure, match=r"DRAIN_SECONDS '.*' is no number of seconds; expected one from 0 to 60"):
        number({"DRAIN_SECONDS": wrong}, "DRAIN_SECONDS", 0, 60)


def test_the_command_prints_them_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://ana:{HUSH}@db/okr")
    monkeypatch.setenv("REDIS_URL", f"redis://:{HUSH}@cache/0")
    for name in KNOWN:
        if name not in ("DATABASE_URL", "REDIS_URL"):
            monkeypatch.delenv(name, raising=False)
    assert command_line.main(["settings"]) == 0
    text = capsys.readouterr().out
    assert command_line.main(["settings", "--format", "json"]) == 0
    told = capsys.readouterr().out
    assert "hush" not in text + told
    assert all(name in text for name in BY_NAME)
    assert [each["name"] for each in json.loads(told)["settings"]] == list(BY_NAME)
    monkeypatch.setenv("OKR_COLOUR", "red")
    assert command_line.main(["settings"]) == 2


def test_whatever_the_program_reads_from_the_environment_is_in_the_table() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "embedded" not in path.parts]
    read = {name for path in files if path.name != "environment.py" for name in names_read(path)}
    assert read
    assert read - set(KNOWN) - FOREIGN == set()


def names_read(path: Path) -> set[str]:
    """The constants by which a file asks an environment: `environ["X"]` and `environ.get("X")`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Subscript(value=asked, slice=ast.Constant(value=str(name))):
                pass
            case ast.Call(func=ast.Attribute(value=asked, attr="get"), args=[ast.Constant(value=str(name)), *_]):
                pass
            case _:
                continue
        if ast.unparse(asked).endswith("environ"):
            names.add(name)
    return names
