"""A rehearsed history on the terminal: version by version what would be written, then the verdicts that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from deploy import rehearsed_verdicts
from projections.changes.wording import listed, quoted
from projections.reports import screen
from projections.reports.screen import plain, signed
from projections.reports.wording import counted, day, enumerated, percent
from services.histories.snapshot import Unread
from services.histories.telling.rehearsal import SURE, FirstSeen, Rehearsal, Rehearsed
from services.histories.telling.sentences import Saying

WIDTH = 110
SHOWN = 5  # of what changes nothing; `--format json` has all of it
SIGNS = {"comes": ("+", "green"), "goes": ("−", "red"), "changes": ("~", "yellow"), "stands": ("·", "")}
ORDER = ("comes", "goes", "changes", "stands")
PRIORITY = "priority.relabelled"
FEW = 3  # of a kind that reads well line by line; more of them stand under one heading
ADDED = ("objective.committed", "key_result.committed")
DAY_SECONDS = 86400


def rehearsal(found: Rehearsal, console: Console | None = None) -> None:
    """The rehearsal is printed."""
    out = console or screen.console(WIDTH)
    planned = {version.document for version in found.versions if version.items}
    others = [version for version in found.versions if version.document not in planned]
    for version in found.versions:
        if version.document in planned or len(others) <= SHOWN:
            _version(out, version)
    if len(others) > SHOWN:
        _others(out, others)
    _sum(out, found)
    for outlook in found.cycles:
        rehearsed_verdicts.verdicts(out, outlook, found)


def _version(out: Console, version: Rehearsed) -> None:
    out.print(Text.assemble(plain(f"{version.landed:%Y-%m-%d %H:%M}  ", "bold"), plain(version.version, "bold")))
    if by := ", ".join(_by(version)):
        signed(out, plain(by, "dim"))
    for first in version.first:
        signed(out, plain(_first(first)))
    for remark in version.remarks:
        signed(out, plain(remark), "!", "yellow")
    changes = version.changes
    for way in ORDER:
        said = [saying for saying in changes if saying.way == way]
        _said(out, said)
    if not changes and not version.first:
        signed(out, plain("No change to the plan." if version.items else "No plan in it: nothing changes."))
    _found(out, version)
    for left in version.unread[:SHOWN]:
        signed(out, plain(_left(left), "dim"), "?", "dim")
    _more(out, len(version.unread), "lines not read")
    out.print()


def _others(out: Console, versions: Sequence[Rehearsed]) -> None:
    """What else lies in a folder or a repository, in a few lines."""
    files = dict.fromkeys(version.version.partition("@")[0] for version in versions)
    out.print(plain(f"No plan in {counted(len(files), 'other file')}: {listed(files)}", "bold"))
    for why, count in Counter(left.why for version in versions for left in version.unread).most_common(SHOWN):
        signed(out, plain(f"{why} ({count})", "dim"), "?", "dim")
    out.print()


def _by(version: Rehearsed) -> Iterator[str]:
    """The subject that its author gave it, and when it was written if that was a day or more before it landed."""
    if version.subject:
        yield quoted(version.subject)
    if version.authored and abs((version.landed - version.authored).total_seconds()) >= DAY_SECONDS:
        yield f"written {day(version.authored)}"


def _first(first: FirstSeen) -> str:
    """`The plan of growth for 2026-q1 as first seen: 5 objectives, 23 key results; of these, 3 with an owner.`"""
    counts = (
        (first.measured, "measured by a number"),
        (first.owned, "with an owner"),
        (first.labelled, "with a priority"),
    )
    said = [f"{count} {what}" for count, what in (*counts, (first.done, "done already")) if count]
    under_way = first.checked_in - first.done
    said += [f"{under_way} under way"] if under_way else []
    of_them = f"; of these, {enumerated(said)}" if said else ""
    items = f"{counted(first.objectives, 'objective')}, {counted(first.key_results, 'key result')}"
    return f"The plan of {first.unit} for {first.cycle} as first seen: {items}{of_them}."


def _said(out: Console, said: Sequence[Saying]) -> None:
    """What came, went or changed, a line each; new key results under the objectives that they came with."""
    added = [saying for saying in said if saying.type in ADDED]
    under: dict[str | None, list[Saying]] = {}
    for saying in added:
        if saying.type == "key_result.committed":
            under.setdefault(saying.under, []).append(saying)
    for saying in added:
        if saying.type == "objective.committed":
            _sign(out, saying, f"Objective {quoted(saying.title or '')} added")
            _key_results(out, under.pop(saying.title, []))
    for objective, key_results in under.items():
        _sign(out, key_results[0], f"Added under {quoted(objective or '')}:")
        _key_results(out, key_results)
    labelled = [saying for saying in said if saying.type == PRIORITY]
    if len(labelled) > FEW:
        signed(out, plain(f"Priorities of {len(labelled)} items:"), *SIGNS["changes"])
        for saying in labelled:
            signed(out, plain(saying.says.removeprefix("Priority of ")), "~", "yellow", 5)
    standing: dict[str | None, list[str]] = {}
    for saying in said:
        if saying.stands:
            standing.setdefault(saying.title, []).append(saying.stands)
        elif saying.type not in ADDED and (saying.type != PRIORITY or len(labelled) <= FEW):
            _sign(out, saying, saying.says)
    for title, stands in standing.items():
        signed(out, plain(f"{quoted(title or '')}: {', '.join(stands)}"), *SIGNS["stands"])


def _key_results(out: Console, added: Iterable[Saying]) -> None:
    for saying in added:
        promises = f": {saying.promises}" if saying.promises else ""
        signed(out, plain(f"{quoted(saying.title or '')}{promises}"), "+", "green", 5)


def _sign(out: Console, saying: Saying, says: str) -> None:
    sign, style = SIGNS[saying.way]
    rests = saying.sure is not None and (saying.type == "commitment.reworded" or saying.sure < SURE)
    sure = plain(f"  ({_sure(saying.sure or 0.0, saying.why or '')})", "dim") if rests else ""
    signed(out, Text.assemble(plain(says), sure), sign, style)


def _found(out: Console, version: Rehearsed) -> None:
    """What changes nothing but its words, and what was found again without being sure of it."""
    told = {saying.item for saying in version.changes if saying.sure is not None and saying.sure < SURE}
    same = [match for match in version.same if match.confidence >= SURE]
    if same:
        signed(out, plain(f"Worded anew, promising the same ({len(same)}):", "dim"), "=", "dim")
        for match in same[:SHOWN]:
            signed(out, plain(f"{quoted(match.before)} → {quoted(match.title)}", "dim"), " ", "dim", 5)
        _more(out, len(same), "worded anew")
    unsure = [match for match in version.unsure if match.item not in told]
    for match in unsure[:SHOWN]:
        words_ = quoted(match.before) + (f" → {quoted(match.title)}" if match.title != match.before else "")
        says = f"Taken for the same: {words_}, line {match.line} ({_sure(match.confidence, match.why)})"
        signed(out, plain(says), "?", "yellow")
    _more(out, len(unsure), "taken for the same without being sure")


def _sure(confidence: float, why: str) -> str:
    """`86 % sure: words 68% alike`; only what is beyond doubt is 100 %."""
    return f"{percent(1 if confidence == 1 else min(confidence, 0.99))} sure: {why}"


def _left(left: Unread) -> str:
    lines = f"line {left.line}" if left.end == left.line else f"lines {left.line}–{left.end}"
    return f"Not read: {lines}, {left.why}" + (f": {quoted(left.text)}" if left.text else "")


def _more(out: Console, count: int, what: str) -> None:
    if count > SHOWN:
        signed(out, plain(f"… and {count - SHOWN} more {what}", "dim"), " ", "dim", 5)


def _sum(out: Console, found: Rehearsal) -> None:
    kinds = Counter(said.type for version in found.versions for said in version.says)
    out.print(plain(f"{counted(found.events, 'event')}: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}"))
    unread = sum(len(version.unread) for version in found.versions)
    again = sum(version.not_new for version in found.versions)
    if unread:
        more = f", and {again} times the same again in later versions" if again else ""
        out.print(plain(f"not read: {counted(unread, 'place')}{more}; `--format json` has all of it"))
    out.print("nothing was written")
    out.print()
