"""People who write to the ledgers of the tests."""

from db.rights import Actor, local_actor
from db.vocab import UserRole

TESTER = local_actor("test")
WANG = local_actor("王科员")
CLERK = Actor("陈办事员", UserRole.CLERK)
SUPERVISOR = Actor("周科长", UserRole.SUPERVISOR)
REPORTER = Actor("吴填报员", UserRole.REPORTER, 1)
VIEWER = Actor("郑领导", UserRole.VIEWER)
