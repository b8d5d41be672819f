"""Other programs at the socket where a second start of ours would speak, and links from outside."""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from gui_support import LINK
from megachat_desktop.storage.files import write_private
from megachat_desktop.ui.start import instance
from megachat_desktop.ui.start.instance import (
    MOST_AT_ONCE,
    InstanceServer,
    hand_over,
    outside_link,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sockets in the file system")


@pytest.fixture
def server(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[InstanceServer]:
    monkeypatch.setattr(instance, "PATIENCE_MS", 100)
    owner = QObject()
    made = InstanceServer(f"megachat-test-{os.urandom(8).hex()}", owner)
    assert made.listening
    yield made
    made.close()


def place(server: InstanceServer) -> str:
    return server._server.fullServerName()


def connected(server: InstanceServer) -> int:
    return len(server._server.findChildren(QLocalSocket))


def caller(server: InstanceServer) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(5)
    made.connect(place(server))
    return made


def test_only_we_may_connect(server: InstanceServer) -> None:
    assert stat.S_IMODE(Path(place(server)).stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    "said", [b"\n", b"\xff\xfe\x00\n", b"megachat://add/1#<b>\n", LINK.encode() + b" --call\n"]
)
def test_garbage_brings_the_window_forward_and_no_more(
    qtbot: QtBot, server: InstanceServer, said: bytes
) -> None:
    with qtbot.waitSignal(server.raise_requested) as asked, caller(server) as mallory:
        mallory.sendall(said + LINK.encode() + b"\n")  # a second line is not read
    assert asked.args == [""]
    qtbot.waitUntil(lambda: connected(server) == 0)


def test_a_hundred_megabytes_are_not_taken(qtbot: QtBot, server: InstanceServer) -> None:
    heard: list[str] = []
    server.raise_requested.connect(heard.append)
    with caller(server) as mallory:
        mallory.setblocking(False)
        sent = 0

        def pour() -> bool:
            nonlocal sent
            try:
                sent += mallory.send(b"x" * 65_536)
            except BlockingIOError:
                return False
            except OSError:  # they hung up
                return True
            return False

        qtbot.waitUntil(pour)
        assert sent < 2_000_000
    assert heard == []


def test_a_thousand_silent_connections_cost_a_few_handles_for_a_moment(
    qtbot: QtBot, server: InstanceServer, tmp_path: Path
) -> None:
    write_private(tmp_path / "instance", Path(place(server)).name.encode())
    with ExitStack() as stack:
        for number in range(1000):
            mallory = stack.enter_context(socket.socket(socket.AF_UNIX))
            mallory.setblocking(False)
            try:
                mallory.connect(place(server))
                mallory.send(b"megachat://add")  # and never a whole line
            except OSError:  # the queue is full
                mallory.close()
            if number % 20 == 0:
                qtbot.waitUntil(lambda: connected(server) <= MOST_AT_ONCE)
        last = stack.enter_context(socket.socket(socket.AF_UNIX))
        last.setblocking(False)
        qtbot.waitUntil(lambda: last.connect_ex(place(server)) == 0)  # all are out of the queue
        qtbot.waitUntil(lambda: connected(server) == 0)
        with qtbot.waitSignal(server.raise_requested) as asked:
            assert hand_over(tmp_path, LINK)
        assert asked.args == [LINK]


def test_nobody_answers_at_a_stale_name(qtbot: QtBot, tmp_path: Path) -> None:
    for name in (b"megachat-0123456789abcdef", b"", b"\xff", b"../../etc/passwd", b"x" * 500):
        write_private(tmp_path / "instance", name)
        assert not hand_over(tmp_path, LINK)


@pytest.mark.parametrize(
    "argument",
    [
        "", "--call", "-h", "https://example.org/#" + "A" * 400, "MEGACHAT://add/1#" + "A" * 400,
        "megachat:add/1#" + "A" * 400, LINK + "\n", " " + LINK, LINK + " " + LINK, LINK + LINK,
        LINK + "&call=video", LINK.replace("#", "%23"), LINK[:-9] + "%41%41%41",
        LINK + "A" * 10_000,
        "megachat://add/2#" + "A" * 400, "megachat://call/1#" + "A" * 400, LINK[:60], LINK + "\0",
        "megachat://add/1#" + "\u202e" + "A" * 400, "file:///dev/zero",
        "megachat://add/1#" + "Ａ" * 400,
    ],
)  # fmt: skip
def test_what_is_not_exactly_a_link_is_nothing(argument: str) -> None:
    assert outside_link(argument) == ""
    assert outside_link(LINK) == LINK
