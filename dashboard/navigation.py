"""The pages: file, address and icon of each. Titles are the `nav.` texts."""

from __future__ import annotations

from dataclasses import dataclass

FOLDER = "dashboard/app_pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    name: str  # the file, the address and the `nav.` key
    icon: str
    group: str  # key of the group's title

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}.py"


PAGES = (
    PageEntry("overview", ":material/dashboard:", "nav.group_watch"),
    PageEntry("overdue", ":material/alarm:", "nav.group_watch"),
    PageEntry("milestones", ":material/flag:", "nav.group_watch"),
    PageEntry("investment", ":material/bar_chart:", "nav.group_watch"),
    PageEntry("accountability", ":material/groups:", "nav.group_watch"),
    PageEntry("projects", ":material/construction:", "nav.group_ledger"),
    PageEntry("numbers", ":material/edit_note:", "nav.group_ledger"),
    PageEntry("checks", ":material/rule:", "nav.group_ledger"),
    PageEntry("source", ":material/article:", "nav.group_ledger"),
)


def path_of(name: str) -> str:
    """The file of a page, as st.page_link and st.switch_page want it. StopIteration for no such page."""
    return next(p for p in PAGES if p.name == name).path
