"""Read-only SQL for the pages: plain functions (connection, filters) → rows as dicts. Nothing here writes.

Rows are lists of plain dicts, so that they can be cached and made into frames. A page's rows come in one statement;
paging and ranking happen in SQL.
"""
