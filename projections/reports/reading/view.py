"""What the page and the PDF show, piece by piece: texts only, so that both say the same."""

from __future__ import annotations

from msgspec import Struct

TITLE = 120  # characters of a title in a table; where it is the point, it stands whole


class Table(Struct, frozen=True, kw_only=True):
    """A table: `numbers` are the places of the columns that stand to the right. `note` says what was left out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    note: str | None = None


class Covered(Struct, frozen=True, kw_only=True):
    """What covered the demand: how much, which share of it (0 to 1 for the bar), and its kind's name."""

    name: str
    says: str
    points: str
    share: str
    part: float


class Figure(Struct, frozen=True, kw_only=True):
    """A key figure with what stands beside it; `level` is how alarming it is, or empty."""

    name: str
    value: str
    beside: str
    level: str = ""


class Uncovered(Struct, frozen=True, kw_only=True):
    """One of the largest that nothing covers. `id` is that of the shift."""

    id: str
    verdict: str
    points: str
    says: str
    asked: str
    aside: str


class Read(Struct, frozen=True, kw_only=True):
    """A finding: what it says, what would clear it, and the ids of the events that show it; `more` are not listed."""

    id: str
    says: str
    figures: str
    clears: str
    asked: str
    plan: str
    events: tuple[str, ...]
    more: int


class Group(Struct, frozen=True, kw_only=True):
    """Findings of a verdict or a kind: all that there are in `count`, those that are shown in `findings`."""

    name: str
    title: str
    means: str
    count: int
    findings: tuple[Read, ...]


class Drawn(Struct, frozen=True, kw_only=True):
    """A picture as SVG, the text that stands for it, and its figures."""

    name: str
    title: str
    says: str
    svg: str
    table: Table


class Told(Struct, frozen=True, kw_only=True):
    """A heading, a sentence, and a table where there is one."""

    title: str
    says: str
    table: Table | None = None


class Cited(Struct, frozen=True, kw_only=True):
    """An event that is cited."""

    id: str
    position: str
    noted: str
    type: str
    subject: str
    actor: str
    onbehalfof: str | None


class Page(Struct, frozen=True, kw_only=True):
    """The one page."""

    verdict: str
    notes: tuple[tuple[str, str], ...]
    covered: tuple[Covered, ...]
    asked: str
    figures: tuple[Figure, ...]
    verdicts: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    largest: tuple[Uncovered, ...]
    causes: tuple[Told, ...]
    readings: tuple[tuple[str, str, str], ...]
    policy: str
    proof: str


class View(Struct, frozen=True, kw_only=True):
    """The whole report: the one page, then the pictures, what is across cycles, and the evidence."""

    title: str
    days: str
    organisation: str
    page: Page
    what_if: Told | None
    what_if_verdicts: Table | None
    plans: Table
    grades: Table | None
    readings: Table | None
    pictures: tuple[Drawn, ...]
    across: tuple[Told, ...]
    shifts: tuple[Group, ...]
    findings: tuple[Group, ...]
    left_out: str | None
    suppressed: Table | None
    parked: Table | None
    events: tuple[Cited, ...]
    policy: Table
    foot: str
