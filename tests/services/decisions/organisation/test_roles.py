"""Roles, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import CYCLE, ORG, Fact, granted, policy
from tests.services.decisions.grammar import Wish, also, given, wish

GROWTH = Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)


def grant(role: str = "sponsor", **scope: Any) -> Wish:
    return wish("role.grant", ORG, person="sofia", role=role, **scope)


def revoke(role: str = "sponsor", **scope: Any) -> Wish:
    return wish("role.revoke", ORG, person="sofia", role=role, **scope)


def test_a_role_is_granted_for_a_scope_and_until_a_day() -> None:
    scope = {"cycle": CYCLE, "unit": "growth", "until": "2026-06-30"}
    given(GROWTH).when(grant(**scope)).then(granted("sofia", "sponsor", **scope))


def test_a_role_is_granted_once_for_each_scope() -> None:
    story = given(granted("sofia", "sponsor", unit="growth", until="2026-06-30"))
    story.when(grant(unit="growth")).refused("sofia is sponsor in growth until 2026-06-30 already", "role")
    story.when(grant()).done()
    story.when(grant(unit="growth", cycle=CYCLE)).done()
    story.when(grant("owner", unit="growth")).done()
    given(granted("omar", "sponsor")).when(grant()).done()


def test_a_role_that_is_over_is_granted_again() -> None:
    given(granted("sofia", "sponsor", until="2026-02-01")).when(grant()).done()
    given(granted("sofia", "sponsor", until="2026-02-02")).when(grant()).refused("until 2026-02-02 already")


def test_a_role_ends_with_its_day_where_the_organisation_is() -> None:
    # On 2 February, 9:00 in UTC, it is still 1 February on Midway.
    story = given(policy(timezone="Pacific/Midway"), granted("sofia", "sponsor", until="2026-02-01"))
    story.when(grant()).refused("already")
    story.when(grant("owner", until="2026-02-01")).done()


def test_a_role_is_granted_for_a_unit_that_is_registered_where_any_is() -> None:
    given(GROWTH).when(grant(unit="growht")).refused("did you mean 'growth'?", "unit")
    given().when(grant(unit="growht")).done()


def test_a_role_is_granted_only_until_later() -> None:
    given().when(grant(until="2026-02-01")).refused("`until` is 2026-02-01; expected later", "until")
    given().when(grant(until="2026-02-02")).done()
    given().when(also(grant(until="2026-02-01"), time="2026-01-05T09:00:00Z")).done()


def test_a_role_is_revoked_in_its_scope_or_everywhere() -> None:
    scope = {"cycle": CYCLE, "unit": "growth"}
    story = given(granted("sofia", "sponsor", **scope))
    wished = revoke(**scope, reason="on leave")
    story.when(wished).then(Fact("role.revoked", wished.body["data"], ORG))
    story.when(revoke()).done()


def test_a_role_that_nobody_holds_there_is_not_revoked() -> None:
    over = granted("sofia", "owner", until="2026-01-31")
    story = given(granted("sofia", "sponsor", cycle=CYCLE), granted("omar", "admin"), over)
    story.when(revoke(cycle="2025-q4")).refused(f"is not sponsor in 2025-q4; what sofia holds: sponsor in {CYCLE}")
    story.when(revoke(unit="growth")).refused("sofia is not sponsor in growth", "role")
    story.when(revoke("admin")).refused("sofia is not admin; ", "role")
    story.when(revoke("owner")).refused("sofia is not owner; ", "role")
    given().when(revoke()).refused("what sofia holds: none", "role")


def test_a_role_that_is_over_by_now_is_revoked_before_its_end() -> None:
    story = given(granted("sofia", "sponsor", until="2026-01-31"))
    story.when(also(revoke(), time="2026-01-20T09:00:00Z")).done()
