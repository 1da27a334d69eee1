"""What a person sees who waits: a count on a terminal, once it takes its time, and nothing anywhere else."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from deploy import waiting


class Terminal(io.StringIO):
    """Standard error of a person."""

    def isatty(self) -> bool:
        return True


def person(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error is a terminal; not by a fixture, since the test's own capture begins after those."""
    out = Terminal()
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", out)
    return out


def late() -> None:
    """The count has begun to show."""
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.join()


def test_a_count_is_shown_on_a_terminal_and_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = person(monkeypatch)
    monkeypatch.setattr(waiting, "DELAY_SECONDS", 0)
    with waiting.counting("acme: reading") as progress:
        late()
        progress("acme: 10 of 20 events folded")
    shown = terminal.getvalue()
    assert "acme: 10 of 20 events folded" in shown
    assert shown.endswith("\x1b[2K")  # the line is empty again


def test_what_is_done_at_once_shows_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = person(monkeypatch)
    with waiting.counting("acme: reading") as progress:
        progress("acme: 10 of 20 events folded")
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_nobody_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "DELAY_SECONDS", 0)
    monkeypatch.setenv("FORCE_COLOR", "1")  # which makes rich take anything for a terminal
    with waiting.counting("acme: reading") as progress:
        late()
        progress("acme: 10 of 20 events folded")
    with waiting.bar() as bar:
        bar.advance(bar.add_task("writing", total=2))
    assert capsys.readouterr() == ("", "")


def test_a_name_in_the_line_cannot_command_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = person(monkeypatch)
    monkeypatch.setattr(waiting, "DELAY_SECONDS", 0)
    with waiting.counting("a\x1b]0;owned\x07[bold]b"):
        late()
    assert "a�]0;owned�[bold]b" in terminal.getvalue()


@pytest.mark.parametrize("shown", [True, False])
def test_a_bar_is_shown_on_a_terminal_unless_it_would_be_in_the_way(
    shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = person(monkeypatch)
    with waiting.bar(shown) as bar:
        bar.advance(bar.add_task("writing", total=2))
    assert ("writing" in terminal.getvalue()) == shown
