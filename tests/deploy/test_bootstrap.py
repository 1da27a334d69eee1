"""The start on a bare machine, up to where packages would be fetched."""

from __future__ import annotations

import ast
import importlib.util
import pwd
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from deploy import environment
from deploy.environment import Unusable, complete, install, interpreter, ready, stamp_of, surroundings

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = (ROOT / "deploy" / "requirements.lock").read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project of nothing but a lock."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "requirements.lock").write_text("some==1.0\n")
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The environments that were made; making one takes no packages here."""
    venvs: list[Path] = []

    def fake(uv: str | None, venv: Path, lock: Path, environ: dict[str, str]) -> None:
        venvs.append(venv)
        environment.clear(venv)
        environment.site_packages(venv).mkdir(parents=True)
        interpreter(venv).parent.mkdir()
        interpreter(venv).symlink_to(sys.executable)

    monkeypatch.setattr(environment, "install", fake)
    return venvs


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py"])
def test_what_runs_before_the_version_is_checked_compiles_on_old_pythons(file: str) -> None:
    ast.parse((ROOT / "deploy" / file).read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", ["3.10.13", "3.14.0"])
def test_another_python_is_told_which_are_supported(version: str) -> None:
    numbers = ", ".join(version.split("."))
    code = f"import runpy, sys; sys.version_info = ({numbers}, 'final', 0); sys.version = '{version} (main)'"
    run = f"{code}; runpy.run_path({str(ROOT / 'deploy')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True)
    assert done.returncode == 1
    assert f"needs Python 3.11, 3.12 or 3.13 on Linux or macOS, and this is Python {version} " in done.stderr


def test_the_environment_is_made_once_and_again_when_the_lock_changes(clone: Path, made: list[Path]) -> None:
    assert ready(clone) == ready(clone) == clone / ".venv" / "bin" / "python"
    assert len(made) == 1
    assert (environment.site_packages(clone / ".venv") / "okr-ledger.pth").read_text() == f"{clone}\n"
    (clone / "deploy" / "requirements.lock").write_text("some==2.0\n")
    ready(clone)
    assert len(made) == 2


def test_a_copied_project_does_not_use_the_environment_of_the_first(clone: Path, made: list[Path]) -> None:
    ready(clone / ".." / clone.name)
    copy = clone.with_name("copy")
    shutil.copytree(clone, copy, symlinks=True)
    assert not complete(copy / ".venv", stamp_of(copy))


def test_two_starts_at_once_make_it_once(clone: Path, made: list[Path]) -> None:
    threads = [threading.Thread(target=ready, args=[clone]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_start_that_was_killed_is_begun_again(clone: Path, made: list[Path]) -> None:
    ready(clone)
    (clone / ".venv" / "stamp").unlink()
    ready(clone)
    assert len(made) == 2


def test_an_interpreter_that_is_gone_is_noticed(clone: Path, made: list[Path]) -> None:
    python = ready(clone)
    python.unlink()
    python.symlink_to("/nonexistent/python")
    ready(clone)
    assert len(made) == 2


def test_without_venv_the_error_names_the_package(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    with pytest.raises(Unusable, match=re.escape(f"apt install {package}")):
        install(None, clone / ".venv", clone / "deploy" / "requirements.lock", {})


def test_a_failure_says_what_the_tool_said() -> None:
    with pytest.raises(Unusable, match="failed with code 3:\nno such package"):
        environment.run(["sh", "-c", "echo no such package >&2; exit 3"], {})


def test_pip_is_asked_where_its_settings_say_whence_packages_come(
    clone: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    for name in environment.SOURCES:
        monkeypatch.delenv(name, raising=False)
    ready(clone)
    assert "with uv (once)" in capsys.readouterr().err
    (clone / ".venv" / "stamp").unlink()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    ready(clone)
    assert "with pip (once)" in capsys.readouterr().err


def test_an_empty_home_is_no_home_and_packages_go_nowhere_else() -> None:
    assert surroundings({"HOME": "", "PIP_TARGET": "/elsewhere", "PIP_PROXY": "kept"}) == {"PIP_PROXY": "kept"}
    assert surroundings({"HOME": "/home/ada", "PIP_USER": "1"}) == {"HOME": "/home/ada"}


def test_a_user_without_an_account_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", missing)
    assert surroundings({})["PIP_NO_CACHE_DIR"] == "1"


def test_the_lock_has_a_hash_for_each_package_and_names_no_place() -> None:
    assert "://" not in LOCK
    requirements = re.findall(r"^([a-z0-9.-]+)==.*?(?=^\S|\Z)", LOCK, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(requirements) > 20
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_has_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}
    assert names <= set(re.findall(r"^([a-z0-9.-]+)==", LOCK, re.MULTILINE))
