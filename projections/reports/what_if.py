"""The verdicts by the policies noted beside those by one that is tried."""

from __future__ import annotations

from collections.abc import Sequence

from projections.books.figures import Figures
from projections.books.judgement import Judgement
from projections.policy import Policy
from projections.reports.content import OtherVerdict, WhatIf
from projections.reports.totals import shares, totals


def what_if(
    parameters: dict[str, object],
    real: Sequence[Judgement],
    tried: Sequence[Judgement],
    figures: Figures | None,
    noted: Policy,
    verdict: str,
) -> WhatIf:
    """What the policies noted say, with `figures` and `verdict` by them, and the shifts about which a policy with the
    parameters, which is tried, says something else."""
    before, after = _verdicts(real), _verdicts(tried)
    others = [
        OtherVerdict(id=id_, plan=plan, real=before.get((plan, id_)), tried=after.get((plan, id_)))
        for plan, id_ in sorted({*before, *after})
        if before.get((plan, id_)) != after.get((plan, id_))
    ]
    return WhatIf(
        parameters=parameters,
        verdict=verdict,
        figures=totals(figures, noted),
        shares=shares(figures),
        verdicts=dict(figures.verdicts) if figures else {},
        others=tuple(others),
    )


def _verdicts(judgements: Sequence[Judgement]) -> dict[tuple[str, str], str | None]:
    shifts = (finding for judgement in judgements for finding in judgement.findings if finding.finding == "shift")
    return {(shift.plan, shift.id): shift.verdict for shift in shifts}
