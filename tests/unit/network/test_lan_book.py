"""Adverts of the local network: friends recognised, strangers bounded. Time is data."""

import os

import nacl.signing

from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.network.lan_book import MAX_PER_CONTACT, MAX_STRANGERS, Advert, LanBook
from megachat_desktop.protocol.lan import ContactsBeacon, VisibleBeacon, beacon_token

NOW = 1_800_000_000.0
EPOCH = int(NOW // 900)
HERE = (SocketAddress("192.168.1.5", 20_001),)
THERE = (SocketAddress("192.168.1.6", 20_002),)


def _key() -> NodeKey:
    return NodeKey(bytes(nacl.signing.SigningKey.generate().verify_key))


ALICE, BOB = _key(), _key()


def _hidden(key: NodeKey, epoch: int = EPOCH) -> Advert:
    return Advert(ContactsBeacon(beacon_token(key, epoch)), HERE)


def _visible(key: NodeKey, name: str = "Bob") -> Advert:
    return Advert(VisibleBeacon(name, AccountId(bytes(32)), DeviceId(bytes(16)), key), THERE)


def _invented() -> Advert:
    return Advert(ContactsBeacon(os.urandom(16)), HERE)


def _alices_book(*watched: NodeKey) -> LanBook:
    book = LanBook(ALICE)
    book.watch(watched, NOW)
    return book


def test_a_contact_is_recognised_in_the_epochs_around_this_one() -> None:
    book = _alices_book(BOB)
    found = [book.put(str(e), _hidden(BOB, EPOCH + e), NOW) for e in (-2, -1, 0, 1, 2)]
    assert found == [None, BOB, BOB, BOB, None]


def test_tokens_follow_the_clock() -> None:
    book = _alices_book(BOB)
    assert book.put("a", _hidden(BOB), NOW + 900 * 5) is None
    assert book.put("b", _hidden(BOB, EPOCH + 5), NOW + 900 * 5) == BOB


def test_a_visible_contact_is_recognised_too() -> None:
    book = _alices_book(BOB)
    assert book.put("a", _visible(BOB), NOW) == BOB
    assert [person.name for person in book.nearby()] == ["Bob"]
    assert book.latest(BOB) == THERE


def test_nobody_meets_themself() -> None:
    book = _alices_book(ALICE, BOB)
    assert book.put("a", _hidden(ALICE), NOW) is None
    assert book.put("b", _visible(ALICE), NOW) is None
    assert (book.nearby(), book.seen()) == ((), frozenset())


def test_the_same_advert_again_is_no_news_but_a_moved_one_is() -> None:
    book = _alices_book(BOB)
    moved = Advert(_hidden(BOB).beacon, THERE)
    assert [book.put("a", a, NOW) for a in (_hidden(BOB), _hidden(BOB), moved)] == [BOB, None, BOB]
    assert book.latest(BOB) == THERE


def test_somebody_seen_before_they_were_a_contact_is_recognised_afterwards() -> None:
    book = _alices_book()
    assert book.put("a", _hidden(BOB), NOW) is None
    book.watch([BOB], NOW)
    assert (book.seen(), book.latest(BOB)) == (frozenset({BOB}), HERE)
    book.watch([], NOW)
    assert book.latest(BOB) == ()


def test_a_flood_of_inventions_is_bounded_and_does_not_push_contacts_out() -> None:
    book = _alices_book(BOB)
    for number in range(10 * MAX_STRANGERS):
        book.put(f"x{number}", _invented(), NOW)
        book.put(f"y{number}", _visible(_key()), NOW)
    assert len(book.nearby()) <= MAX_STRANGERS
    assert len(book._adverts) == MAX_STRANGERS
    assert book.put("bob", _hidden(BOB), NOW) == BOB


def test_copies_of_a_contacts_token_are_bounded_and_the_newest_count() -> None:
    book = _alices_book(BOB)
    token = _hidden(BOB).beacon
    for number in range(100):
        book.put(str(number), Advert(token, (SocketAddress("10.0.0.1", 2000 + number),)), NOW)
    assert len(book.latest(BOB)) == MAX_PER_CONTACT
    assert book.latest(BOB)[0].port == 2099


def test_good_bye_forgets() -> None:
    book = _alices_book(BOB)
    book.put("a", _hidden(BOB), NOW)
    book.remove("a")
    book.remove("never there")
    assert book.latest(BOB) == ()


def test_one_device_under_two_names_is_one_person() -> None:
    book = _alices_book()
    book.put("a", _visible(BOB, "Bob"), NOW)
    book.put("b", _visible(BOB, "Bobby"), NOW)
    assert [person.name for person in book.nearby()] == ["Bobby"]
