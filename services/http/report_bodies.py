"""Reports that are made beside requests, as they are asked for and told of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct

from projections.kept_reports import Kept, Status


class ReportWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report that is wished for. `policy` has parameters to judge by instead of those noted: what if.

    The instants are as in `as_of` and `known_at` of every read; without them the report is of now.
    """

    format: str = "json"
    unit: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    policy: dict[str, Any] | None = None


class ReportLinks(Struct, frozen=True, kw_only=True):
    """Where the report is told of, and where its file is."""

    self: str
    file: str


class KeptReport(Struct, frozen=True, kw_only=True):
    """A report that was asked for: `asked`, `making`, `made` or `failed`. `progress` says how far it is, or why not.

    `position` is the one that it stands at, once it is made.
    """

    report: str
    status: Status
    progress: str
    cycle: str
    unit: str | None
    format: str
    as_of: dt.datetime | None
    known_at: dt.datetime | None
    policy: dict[str, Any] | None
    asked_at: dt.datetime
    made_at: dt.datetime | None
    position: int | None
    links: ReportLinks


class KeptReports(Struct, frozen=True, kw_only=True):
    """The latest reports that were asked for."""

    items: tuple[KeptReport, ...]


def body(org: str, kept: Kept) -> KeptReport:
    """What is told of a report."""
    asked, at = kept.asked, f"/v1/orgs/{org}/reports/{kept.id}"
    return KeptReport(
        report=kept.id,
        status=kept.status,
        progress=kept.progress,
        cycle=asked.cycle,
        unit=asked.unit,
        format=asked.format,
        as_of=asked.as_of,
        known_at=asked.known_at,
        policy=asked.policy,
        asked_at=kept.asked_at,
        made_at=kept.made_at,
        position=kept.position,
        links=ReportLinks(self=at, file=f"{at}/file"),
    )
