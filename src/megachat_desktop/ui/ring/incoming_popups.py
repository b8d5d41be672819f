"""Which incoming-call popups are on the screen, and where.

One rule: INCOMING shows it, the same call in any other state hides it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QCursor, QGuiApplication

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import CallId
from megachat_desktop.ui.incoming_call_popup import SHADOW, IncomingCallPopup
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

MAX_POPUPS = 3
FROM_EDGE = 20


class IncomingPopups(QObject):
    """Every ringing call has its popup, as long as it rings; they stack upwards, at most 3."""

    accepted = Signal(object, bool)  # CallId, with video
    declined = Signal(object)  # CallId

    def __init__(
        self,
        look: Look,
        avatars: AvatarPainter,
        tray_geometry: Callable[[], QRect],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._avatars, self._tray_geometry = look, avatars, tray_geometry
        self._popups: dict[CallId, IncomingCallPopup] = {}

    @property
    def shown(self) -> dict[CallId, IncomingCallPopup]:
        """The popups on the screen, oldest first."""
        return dict(self._popups)

    def render(self, call: Call, contact: Contact | None, *, busy: bool = False) -> None:
        """Show or hide by the state of ``call``; ``busy``: accepting ends another call."""
        if call.state is CallState.INCOMING:
            self._show(call, contact, busy)
        else:
            self._hide(call.call_id)

    def close(self) -> None:
        """Take every popup away."""
        for call_id in tuple(self._popups):
            self._hide(call_id)

    def _show(self, call: Call, contact: Contact | None, busy: bool) -> None:
        popup = self._popups.get(call.call_id)
        if popup is None:
            if len(self._popups) >= MAX_POPUPS:
                return
            popup = self._popups[call.call_id] = IncomingCallPopup(self._look, self._avatars)
            popup.accepted.connect(self.accepted)
            popup.declined.connect(self.declined)
        popup.show_call(call, contact, busy=busy)
        if not popup.isVisible():
            self._place()
            popup.show()

    def _hide(self, call_id: CallId) -> None:
        popup = self._popups.pop(call_id, None)
        if popup is not None:
            popup.hide()
            popup.deleteLater()
            self._place()

    def _place(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        for number, popup in enumerate(self._popups.values()):
            x, y = corner(area, self._tray_geometry(), popup.width(), popup.height(), number)
            popup.move(x, y)


def corner(area: QRect, tray: QRect, width: int, height: int, number: int) -> tuple[int, int]:
    """Top left of popup ``number`` (0 is nearest the tray), inside ``area``.

    The tray's corner is the one nearest its icon; lower right when nobody knows. ``width`` and
    ``height`` include the shadow, which may touch the edge.
    """
    edge = FROM_EDGE - SHADOW
    known = tray.isValid() and not tray.isEmpty()
    right = not known or tray.center().x() >= area.center().x()
    top = known and tray.center().y() < area.center().y()
    x = area.right() + 1 - width - edge if right else area.left() + edge
    step = (height - SHADOW) * number
    y = area.top() + edge + step if top else area.bottom() + 1 - height - edge - step
    lowest = max(area.top(), area.bottom() + 1 - height)
    return max(area.left(), x), min(max(area.top(), y), lowest)
