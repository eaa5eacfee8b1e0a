"""Which of many sorted spans lie in one: found by bisection, so that a speech is not scanned once a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")


class Spanned(Protocol):
    """Anything with a start and an end: a span, a sentence, a mention."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def starting_in(
    items: Sequence[Item], span: Spanned, *, start: Callable[[Any], int] = attrgetter("start")
) -> Sequence[Item]:
    """The items that start within `span`; `items` are sorted by `start`."""
    return items[bisect_left(items, span.start, key=start):bisect_left(items, span.end, key=start)]
