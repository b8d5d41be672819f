"""One process per profile: a second start hands its wish to the first and goes."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from megachat_desktop.storage.profile_lock import running_instance

LINK = re.compile(r"megachat://add/1#[A-Za-z0-9_-]{144,487}")
BROKEN_LINK = "?"  # a link of ours was clicked, but it is cut: nothing of it comes in
MAX_BYTES = 1024
PATIENCE_MS = 2000  # with whoever connects and says nothing
MOST_AT_ONCE = 16  # each costs a handle that a call may need
_TIMEOUT_MS = 1500


def outside_link(argument: str) -> str:
    """``argument`` when it is a contact link as the system may hand it to us, else nothing."""
    return argument if LINK.fullmatch(argument) else ""


def outside_wish(argument: str) -> str:
    """A link to look at, ``BROKEN_LINK`` for what only begins like one of ours, else nothing."""
    return outside_link(argument) or (BROKEN_LINK if argument.startswith("megachat:") else "")


def hand_over(directory: Path, wish: str) -> bool:
    """Ask the process that has this profile to come forward; whether it heard."""
    name = running_instance(directory)
    if not name:
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_TIMEOUT_MS):
        return False
    socket.write(f"{wish}\n".encode())
    heard = socket.waitForBytesWritten(_TIMEOUT_MS)
    socket.disconnectFromServer()
    if socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(_TIMEOUT_MS)
    return heard


class InstanceServer(QObject):
    """Listens for second starts; reads one short line from each and nothing more."""

    raise_requested = Signal(str)  # a link, BROKEN_LINK, or empty

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        self.listening = self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            if len(self._server.findChildren(QLocalSocket)) > MOST_AT_ONCE:
                socket.abort()
            else:
                self._listen_to(socket)

    def _listen_to(self, socket: QLocalSocket) -> None:
        socket.setReadBufferSize(MAX_BYTES)
        socket.readyRead.connect(self._on_ready_read)
        QTimer.singleShot(PATIENCE_MS, socket, socket.abort)
        if socket.bytesAvailable():
            self._read(socket)

    def _on_ready_read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() >= MAX_BYTES:
                socket.abort()
            return
        line = bytes(socket.readLine(MAX_BYTES).data()).decode("ascii", "replace").strip()
        socket.readyRead.disconnect(self._on_ready_read)
        socket.disconnectFromServer()
        self.raise_requested.emit(line if line == BROKEN_LINK else outside_link(line))
