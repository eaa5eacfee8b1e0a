"""The pages: file, address, icon and right of each. Titles are the `nav.` texts."""

from __future__ import annotations

from dataclasses import dataclass

from db.rights import Right

FOLDER = "dashboard/app_pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page is shown and run for those who have its right; its writes are checked by the services."""

    name: str  # the file, the address and the `nav.` key
    icon: str
    group: str  # key of the group's title
    right: Right = Right.READ
    hidden: bool = False  # from the menu: opened from a row, with its id

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}.py"


PAGES = (
    PageEntry("overview", ":material/dashboard:", "nav.group_watch"),
    PageEntry("overdue", ":material/alarm:", "nav.group_watch"),
    PageEntry("milestones", ":material/flag:", "nav.group_watch"),
    PageEntry("investment", ":material/bar_chart:", "nav.group_watch"),
    PageEntry("accountability", ":material/groups:", "nav.group_watch"),
    PageEntry("slots", ":material/checklist:", "nav.group_watch"),
    PageEntry("projects", ":material/construction:", "nav.group_ledger"),
    PageEntry("project", ":material/domain:", "nav.group_ledger", hidden=True),
    PageEntry("reports", ":material/assignment_turned_in:", "nav.group_ledger"),
    PageEntry("review", ":material/fact_check:", "nav.group_ledger", Right.REVIEW),
    PageEntry("numbers", ":material/edit_note:", "nav.group_ledger"),
    PageEntry("checks", ":material/rule:", "nav.group_ledger"),
    PageEntry("source", ":material/article:", "nav.group_ledger"),
    PageEntry("imports", ":material/upload_file:", "nav.group_ledger", Right.IMPORT),
    PageEntry("units", ":material/corporate_fare:", "nav.group_office"),
    PageEntry("audit", ":material/history:", "nav.group_office", Right.ADMINISTER),
    PageEntry("settings", ":material/settings:", "nav.group_office", Right.ADMINISTER),
)


def path_of(name: str) -> str:
    """The file of a page, as st.page_link and st.switch_page want it. StopIteration for no such page."""
    return entry_of(name).path


def entry_of(name: str) -> PageEntry:
    """The page at an address; the first page at none. StopIteration for no such page."""
    return next(p for p in PAGES if p.name == (name or PAGES[0].name))
