"""The form that makes a record of words of the text, for what the machine missed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, review_fields, session
from dashboard.components import record_fields
from dashboard.components.entry_forms import settle
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.components.review_edits import opened_form, remember_form
from db.queries.scope import Row
from db.vocab import RecordType
from etl.review_marked import add_record

WORDS_CHARS, SHOWN_CHARS = 400, 200
_FILLED = {  # the field that the marked words go into
    RecordType.INDICATOR: "name", RecordType.PROJECT: "name", RecordType.MILESTONE: "subject",
    RecordType.ASSIGNMENT: "task", RecordType.CADENCE: "actor", RecordType.SANCTION: "trigger",
}
_USUAL = {"cmp": "=", "measure": "level", "status": "target", "stage": "unknown", "event": "complete",
          "modality": "must", "role": "do", "activity": "report", "freq": "monthly", "polarity": "penalty",
          "topic": "project", "measure_unit": "元"}
