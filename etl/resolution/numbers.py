"""Number accounting: every number of a speech is in a record, set aside with a reason, or unclaimed."""

from __future__ import annotations

from etl.records import LedgerRecord, Mentions, NormalText, NumberAccount, Speech


def account_numbers(
    text: NormalText, speech: Speech, mentions: Mentions, records: tuple[LedgerRecord, ...]
) -> tuple[NumberAccount, ...]:
    return ()
