"""Snapshots stay in order while some of them change, and no other is looked at again."""

from dataclasses import dataclass
from operator import attrgetter
from random import Random

from megachat_desktop.ui.kit.rows import Place
from megachat_desktop.ui.people.kept_order import KeptOrder


@dataclass(frozen=True)
class Person:
    name: str
    rank: int

    @property
    def place(self) -> Place:
        return Place(self.name.encode())


class Town:
    """People by name, the list of them, and whose key was asked for."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.asked: list[str] = []
        self.order = KeptOrder[Person](attrgetter("name"), self._key, attrgetter("place"))

    def has(self, name: str, rank: int) -> None:
        self.people[name] = Person(name, rank)

    def names(self) -> list[str]:
        self.asked.clear()
        return [place.key.decode() for place in self.order.places(self.people.values())]

    def _key(self, person: Person) -> tuple[int, str]:
        self.asked.append(person.name)
        return person.rank, person.name


def test_only_who_changed_is_looked_at_again() -> None:
    town = Town()
    for name, rank in (("alice", 3), ("bob", 1), ("carol", 2)):
        town.has(name, rank)
    assert town.names() == ["bob", "carol", "alice"]
    assert sorted(town.asked) == ["alice", "bob", "carol"]
    town.has("bob", 4)
    assert town.names() == ["carol", "alice", "bob"]
    assert town.asked == ["bob"]
    del town.people["carol"]
    town.has("dave", 0)
    assert town.names() == ["dave", "alice", "bob"]
    assert town.asked == ["dave"]


def test_after_another_key_everybody_is_looked_at_again() -> None:
    town = Town()
    town.has("alice", 1)
    town.has("bob", 2)
    town.names()
    town.order.forget()
    assert town.names() == ["alice", "bob"]
    assert sorted(town.asked) == ["alice", "bob"]


def test_a_long_story_ends_as_if_all_were_sorted_anew() -> None:
    town, chance = Town(), Random(7)
    for _ in range(400):
        name = str(chance.randrange(60))
        if chance.random() < 0.2:
            town.people.pop(name, None)
        else:
            town.has(name, chance.randrange(9))
        expected = sorted(town.people.values(), key=lambda p: (p.rank, p.name))
        assert town.names() == [person.name for person in expected]
