"""Thousands of snapshots in order, at little cost where few of them have changed.

A snapshot never changes, so its key and its place are worked out once. What stood in order before
still does: Python's sort takes a run that is in order for what it is.
"""

from collections.abc import Callable, Hashable, Iterable
from operator import itemgetter
from typing import Generic, TypeVar

from megachat_desktop.ui.kit.rows import Place

_Snapshot = TypeVar("_Snapshot")


class KeptOrder(Generic[_Snapshot]):
    """The places of snapshots, ordered by ``key``; each is told apart by ``name``."""

    def __init__(
        self,
        name: Callable[[_Snapshot], Hashable],
        key: Callable[[_Snapshot], tuple[object, ...]],
        place: Callable[[_Snapshot], Place],
    ) -> None:
        self._name, self._key, self._place = name, key, place
        self._ordered: list[tuple[tuple[object, ...], Hashable, _Snapshot, Place]] = []

    def places(self, snapshots: Iterable[_Snapshot]) -> list[Place]:
        """The places of these, in order."""
        name = self._name
        now = {name(snapshot): snapshot for snapshot in snapshots}
        ordered = [entry for entry in self._ordered if now.get(entry[1]) is entry[2]]
        for entry in ordered:
            del now[entry[1]]
        ordered += [(self._key(new), key, new, self._place(new)) for key, new in now.items()]
        ordered.sort(key=itemgetter(0))
        self._ordered = ordered
        return [entry[3] for entry in ordered]

    def forget(self) -> None:
        """What was worked out counts no more: the key goes by something else now."""
        self._ordered = []
