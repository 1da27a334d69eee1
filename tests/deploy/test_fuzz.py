"""Fuzzing: its seeds are fine, it finds what is wrong, and says where the input is."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from deploy.commands import fuzz
from deploy.commands.__main__ import main
from deploy.fuzzing import campaign
from deploy.fuzzing.seeds import dictionary, seeds
from deploy.fuzzing.targets import TARGETS
from events import catalogue
from events.proof import printed
from services.decisions import command

needs_atheris = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
CRASHED = """\
#2	INITED cov: 92 ft: 93 corp: 1/1b exec/s: 0 rss: 119Mb
#40	NEW    cov: 108 ft: 272 corp: 70/8Kb exec/s: 0 rss: 121Mb

 === Uncaught Python exception: ===
ZeroDivisionError: division by zero
Traceback (most recent call last):
  File "deploy/fuzzing/targets.py", line 60, in history

==4711== ERROR: libFuzzer: fuzz target exited
artifact_prefix='found/'; Test unit written to found/history-crash-c83c
stat::number_of_executed_units: 1310
stat::peak_rss_mb:              126
"""


def test_each_target_is_a_choice_of_the_command() -> None:
    assert (*TARGETS,) == fuzz.NAMES


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_is_taken_without_a_finding(target: str) -> None:
    found = list(seeds(target))
    assert len(found) > 1
    for seed in found[:12]:
        TARGETS[target](seed)
    assert dictionary(target).count("\n") > 2


def test_seeds_get_behind_the_first_refusal() -> None:
    assert all(catalogue.decode(line) for line in list(seeds("events"))[1].splitlines())
    assert all(command.decode(body) for body in seeds("command"))
    assert printed.parsed(next(seeds("proof")).decode())


def test_a_crash_is_told_with_what_was_raised_and_where_its_input_is() -> None:
    found = campaign.told("history", CRASHED, 77)
    assert (found.inputs, found.edges, found.features, found.peak_mib) == (1310, 108, 272, 126)
    assert found.found == ("found/history-crash-c83c",)
    assert "ZeroDivisionError: division by zero" in found.said and "==4711==" not in found.said


def test_a_run_that_ends_otherwise_is_no_clean_one() -> None:
    assert campaign.told("proof", "No module named atheris", 1).said == "No module named atheris"
    assert campaign.told("proof", "stat::number_of_executed_units: 5", 0).said == ""


@needs_atheris
def test_a_clean_run_says_what_it_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKR_STATE", str(tmp_path))
    assert main(["fuzz", "proof", "--minutes", "0.01", "--output", str(tmp_path / "found")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("proof: ") and "edges and" in said and "found:" not in said
    inputs = int(said.split()[1].replace(",", ""))
    assert inputs > 5 and len(list((tmp_path / "fuzzing" / "proof").iterdir())) >= 5


def test_what_cannot_be_fuzzed_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for minutes in ("0", "-1", "nan", "inf"):
        assert main(["fuzz", "proof", f"--minutes={minutes}"]) == 2
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["fuzz", "proof"]) == 2
    assert "atheris is not installed here" in capsys.readouterr().err
