import pytest

from megachat_desktop.model.ids import EnvelopeId
from megachat_desktop.protocol.delivery import (
    DAY_S,
    IN_FLIGHT_BYTES,
    IN_FLIGHT_ENVELOPES,
    ONE_TIME_PER_CONTACT_A_DAY,
    SOURCE_SHARE,
    STRANGER_REQUESTS,
    STRANGER_WINDOW_S,
    STRANGERS_REMEMBERED,
    DayRation,
    SendWindow,
    StrangerRation,
    retry_delay,
)


def eid(number: int) -> EnvelopeId:
    return EnvelopeId(number.to_bytes(16, "big"))


def test_the_window_holds_32_envelopes() -> None:
    window = SendWindow()
    for number in range(IN_FLIGHT_ENVELOPES):
        assert window.admits(100)
        window.sent(eid(number), 100)
    assert not window.admits(100)
    window.settled(eid(99))  # never sent here
    assert not window.admits(100)
    window.settled(eid(3))
    assert window.admits(100)


def test_the_window_holds_a_mebibyte_but_always_one() -> None:
    window = SendWindow()
    assert window.admits(IN_FLIGHT_BYTES + 1)
    window.sent(eid(1), 131_072)
    window.sent(eid(1), 131_072)
    assert window.admits(IN_FLIGHT_BYTES - 131_072)
    assert not window.admits(IN_FLIGHT_BYTES - 131_071)
    window.settled(eid(1))
    assert window.empty


def test_retries_double_up_to_five_minutes() -> None:
    assert [retry_delay(n, 0.5) for n in (1, 2, 3, 9, 10, 1000)] == [1, 2, 4, 256, 300, 300]
    assert retry_delay(1, 0.0) == pytest.approx(0.8)
    assert retry_delay(1, 1.0) == pytest.approx(1.2)


def test_a_stranger_gets_three_and_again_after_a_while() -> None:
    ration = StrangerRation()
    asked = [ration.take_request(b"mallory", "address", 0.0) for _ in range(4)]
    assert asked == [True, True, True, False]
    assert ration.take_request(b"mallory", "address", STRANGER_WINDOW_S)
    sent = [ration.take_envelope(b"trent", "other", size, 0.0) for size in (16384, 16385, 1, 1)]
    assert sent == [True, False, True, False]


def test_many_keys_behind_one_address_share_its_ration_and_memory_is_bounded() -> None:
    ration = StrangerRation()
    allowed = sum(
        ration.take_request(number.to_bytes(4, "big"), "address", 0.0) for number in range(10_000)
    )
    assert allowed == STRANGER_REQUESTS * SOURCE_SHARE
    assert len(ration._by_key) <= STRANGERS_REMEMBERED


def test_a_contact_gets_twenty_one_time_items_a_day() -> None:
    ration: DayRation | None = DayRation(0, 0)
    for _ in range(ONE_TIME_PER_CONTACT_A_DAY):
        assert ration is not None
        ration = ration.take(10.0)
    assert ration is not None
    assert ration.take(10.0) is None
    assert ration.take(DAY_S + 1.0) == DayRation(1, 1)
