"""When sound goes twice, and when what is lost is asked for."""

from megachat_desktop.media.rtp.redundancy import AudioNack, Redundancy


def test_copies_begin_above_3_percent_and_end_after_five_calm_seconds() -> None:
    copies = Redundancy()
    story = []
    for now, loss in [(0, 0.0), (1, 0.03), (2, 0.04), (3, 0.025), (4, 0.01), (8, 0.01), (9, 0.01)]:
        copies.update(loss, 500.0, float(now))
        story.append(copies.copy_at(float(now)))
    assert story == [None, None, 2.02, 3.02, 4.02, 8.02, None]


def test_a_relapse_starts_the_five_seconds_again() -> None:
    copies = Redundancy()
    for now, loss in [(0, 0.1), (1, 0.0), (4, 0.05), (5, 0.0), (9, 0.0)]:
        copies.update(loss, 500.0, float(now))
    assert copies.active
    copies.update(0.0, 500.0, 10.0)
    assert not copies.active


def test_a_path_too_narrow_for_two_gets_one() -> None:
    copies = Redundancy()
    copies.update(0.2, 80.0, 0.0)
    assert copies.copy_at(0.0) is None


def test_asks_for_a_lost_packet_after_a_grace_and_once_more() -> None:
    nack = AudioNack()
    for number in (1, 2, 4):
        nack.on_packet(number, 0.02 * number)
    asked = {now: nack.due(now, 0.02, 0.06) for now in (0.08, 0.085, 0.09, 0.1, 0.112, 0.13, 0.15)}
    assert asked == {0.08: [], 0.085: [], 0.09: [3], 0.1: [], 0.112: [3], 0.13: [], 0.15: []}


def test_does_not_ask_where_the_answer_would_come_too_late() -> None:
    nack = AudioNack()
    nack.on_packet(1, 0.0)
    nack.on_packet(3, 0.04)
    assert nack.due(0.06, 0.08, 0.1) == []


def test_a_reordered_packet_is_not_asked_for() -> None:
    nack = AudioNack()
    for number, now in [(1, 0.0), (3, 0.04), (2, 0.045)]:
        nack.on_packet(number, now)
    assert nack.due(0.06, 0.01, 0.1) == []


def test_an_outage_is_not_asked_for_packet_by_packet() -> None:
    nack = AudioNack()
    nack.on_packet(1, 0.0)
    nack.on_packet(500, 10.0)
    assert nack.due(10.1, 0.01, 0.1) == []


def test_gives_up_on_what_could_not_be_played_any_more() -> None:
    nack = AudioNack()
    nack.on_packet(1, 0.0)
    nack.on_packet(3, 0.0)
    assert nack.due(0.2, 0.01, 0.1) == []
