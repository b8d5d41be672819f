"""The crossing between the threads."""

import asyncio
import threading

import pytest
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, call
from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged, ContactRemoved
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.engine_thread import general_sentence


def test_an_expected_failure_becomes_its_sentence(
    qtbot: QtBot, bridge: Bridge, engine: FakeEngine
) -> None:
    engine.fail_with = ContactUnreachableError()
    with qtbot.waitSignal(bridge.error_occurred) as told:
        bridge.run(bridge.engine.calls.start(ANNA.account, True))
    assert told.args == ["Can't reach this person: they seem to be offline."]


@pytest.mark.expects_log("an intent of the window failed")
def test_a_bug_is_logged_whole_and_told_in_one_general_sentence(
    qtbot: QtBot, bridge: Bridge, engine: FakeEngine
) -> None:
    engine.fail_with = ZeroDivisionError("secret detail")
    with qtbot.waitSignal(bridge.error_occurred) as told:
        bridge.run(bridge.engine.calls.hang_up(b"c"))
    assert told.args == [general_sentence()]
    assert "secret detail" not in general_sentence()


def test_a_job_ends_in_exactly_one_signal(qtbot: QtBot, bridge: Bridge, engine: FakeEngine) -> None:
    ends: list[str] = []
    job = bridge.ask(bridge.engine.own_link())
    job.succeeded.connect(lambda _link: ends.append("succeeded"))
    job.failed.connect(lambda _sentence: ends.append("failed"))
    with qtbot.waitSignal(job.destroyed):
        pass
    assert ends == ["succeeded"]


def test_events_arrive_on_the_gui_thread_in_order_after_seen_was_updated(
    qtbot: QtBot, bridge: Bridge, engine: FakeEngine
) -> None:
    here = threading.current_thread()
    arrived: list[tuple[CallState, bool, bool]] = []

    def note(one: object) -> None:
        known = one.call_id in bridge.seen.calls  # type: ignore[attr-defined]
        arrived.append((one.state, known, threading.current_thread() is here))  # type: ignore[attr-defined]

    bridge.call_changed.connect(note)
    listener = engine.listener
    assert listener is not None
    story = (CallState.DIALING, CallState.RINGING, CallState.ACTIVE, CallState.ENDED)
    worker = threading.Thread(target=lambda: [listener(CallChanged(call(s))) for s in story])
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(arrived) == len(story))
    assert arrived == [(s, s is not CallState.ENDED, True) for s in story]


def test_the_present_state_is_replayed_at_the_start(qtbot: QtBot, bridge: Bridge) -> None:
    qtbot.waitUntil(lambda: len(bridge.seen.contacts) == len(PEOPLE))
    assert bridge.seen.account is not None
    assert bridge.seen.network.online
    bridge.deliver(ContactRemoved(ANNA.account))
    assert ANNA.account not in bridge.seen.contacts


def test_nothing_can_be_asked_before_the_start(qtbot: QtBot) -> None:
    idle = Bridge()
    assert not idle.running
    with pytest.raises(RuntimeError):
        _ = idle.engine
    idle.stop().result(1)
    idle.close()


def test_a_failure_at_the_start_is_in_the_future(qtbot: QtBot) -> None:
    async def compose() -> object:
        raise ContactUnreachableError

    failing = Bridge()
    future = failing.start(compose)  # type: ignore[arg-type]
    with pytest.raises(ContactUnreachableError):
        future.result(5)
    assert not failing.running
    failing.stop().result(5)
    failing.close()


def test_what_a_library_left_running_is_cancelled_at_the_end(qtbot: QtBot) -> None:
    ends: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            ends.append("cancelled")
            raise

    async def leave() -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(forever())

    made = Bridge()
    left = made.submit(leave()).result(5)
    made.close()
    assert (left.done(), ends) == (True, ["cancelled"])
