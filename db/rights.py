"""Who may do what. Services ask here before they write; pages ask here before they draw a button."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from db.errors import NotAllowed
from db.vocab import UserRole


class Right(StrEnum):
    READ = "read"
    REPORT = "report"  # progress, for the own unit
    REPORT_ANY = "report_any"  # progress, for every unit
    IMPORT = "import"
    REVIEW = "review"  # accept, correct, reject, add, merge, split, enter dates and figures
    ASSIGN = "assign"  # responsibility, units and their names
    VERIFY = "verify"  # 认定
    MOVE_DEADLINE = "move_deadline"
    RESTORE_VALUE = "restore_value"
    ADMINISTER = "administer"  # accounts, settings, the audit page


_OWN = {Right.READ, Right.REPORT}
_CLERK = {Right.READ, Right.REPORT, Right.REPORT_ANY, Right.IMPORT, Right.REVIEW, Right.ASSIGN}
_SUPERVISOR = {*_CLERK, Right.VERIFY, Right.MOVE_DEADLINE, Right.RESTORE_VALUE}
RIGHTS: dict[UserRole, frozenset[Right]] = {
    UserRole.VIEWER: frozenset({Right.READ}),
    UserRole.REPORTER: frozenset(_OWN),
    UserRole.CLERK: frozenset(_CLERK),
    UserRole.SUPERVISOR: frozenset(_SUPERVISOR),
    UserRole.ADMINISTRATOR: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose word something is written. `unit_id`: whose work a reporter reports."""

    name: str
    role: UserRole
    unit_id: int | None = None

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def require(self, right: Right) -> None:
        """Raises NotAllowed where the role does not carry the right."""
        if not self.may(right):
            raise NotAllowed(f"{self.name} ({self.role}) may not: {right}")


def local_actor(name: str) -> Actor:
    """Who sits at the machine where neither accounts nor OpenID Connect are set up: everything is allowed there."""
    return Actor(name, UserRole.ADMINISTRATOR)
