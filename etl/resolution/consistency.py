"""Do the figures of a speech fit each other (勾稽)? Only what the words claim is checked; see the check modules."""

from __future__ import annotations

from etl.records import Finding, LedgerRecord, NormalText, Speech
from etl.resolution.consistency_figures import read_figures
from etl.resolution.consistency_parts import check_parts
from etl.resolution.consistency_products import check_products
from etl.resolution.consistency_rates import check_rates


def find_inconsistencies(
    text: NormalText, speech: Speech, records: tuple[LedgerRecord, ...]
) -> tuple[Finding, ...]:
    """Every check of stated figures that the speech allows, those that hold and those that do not, by position.

    `holds` allows for the rounding of the digits as written, and for 近, 约, 多. A figure that no words relate to
    others gives no finding.
    """
    figures = read_figures(text, speech, records)
    found = (*check_parts(figures), *check_rates(figures), *check_products(figures))
    once = {(f.check, f.start, f.end, f.places): f for f in found}
    return tuple(sorted(once.values(), key=lambda f: (f.start, f.end, str(f.check), f.places[0].start)))
