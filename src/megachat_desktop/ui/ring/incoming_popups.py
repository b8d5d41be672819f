"""Which incoming-call popups are on the screen, and where.

One rule: INCOMING shows it, the same call in any other state hides it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QScreen, QWindow

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import CallId
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.ring.popup_card import SHADOW
from megachat_desktop.ui.ring.surroundings import Surroundings

if TYPE_CHECKING:  # loaded soon after the start, or at the first call: docs/decisions/0121
    from megachat_desktop.ui.incoming_call_popup import IncomingCallPopup

MAX_POPUPS = 3
FROM_EDGE = 20


class IncomingPopups(QObject):
    """Every ringing call has its popup, as long as it rings; they stack upwards, at most 3."""

    accepted = Signal(object, bool, bool)  # CallId, with video, whether the running call pauses
    declined = Signal(object)  # CallId
    replied = Signal(object, str)  # CallId, the sentence

    def __init__(
        self,
        look: Look,
        avatars: AvatarPainter,
        tray_geometry: Callable[[], QRect],
        surroundings: Surroundings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._look, self._avatars, self._tray_geometry = look, avatars, tray_geometry
        self._surroundings = surroundings
        self._popups: dict[CallId, IncomingCallPopup] = {}
        self._places: list[QPoint] = []  # where they were put; the person may move one away
        self._screen = ""  # the name of the one that the first of them came up on

    @property
    def shown(self) -> dict[CallId, "IncomingCallPopup"]:
        """The popups on the screen, oldest first."""
        return dict(self._popups)

    def render(self, call: Call, contact: Contact | None, *, busy: bool = False) -> None:
        """Show or hide by the state of ``call``; ``busy``: we are in another call."""
        if call.state is CallState.INCOMING:
            self._show(call, contact, busy)
        else:
            self.hide(call.call_id)

    def hide(self, call_id: CallId) -> None:
        """Take the popup of this call away, if it has one."""
        popup = self._popups.pop(call_id, None)
        if popup is not None:
            popup.hide()
            popup.deleteLater()
            self._place()

    def follow(self) -> None:
        """Be where the person looks: on another virtual desktop, on the screens left, by a tray."""
        for popup in self._popups.values():
            self._surroundings.show_everywhere(popup)
            self._stand_over_full_screen(popup)
        if self._wanted_places() != self._places:
            self._place()

    def close(self) -> None:
        """Take every popup away."""
        for call_id in tuple(self._popups):
            self.hide(call_id)

    def _show(self, call: Call, contact: Contact | None, busy: bool) -> None:
        popup = self._popups.get(call.call_id)
        if popup is None:
            if len(self._popups) >= MAX_POPUPS:
                return
            popup = self._popups[call.call_id] = self._make()
        popup.show_call(call, contact, busy=busy)
        if not popup.isVisible():
            popup.cut_out(not self._surroundings.lets_through())
            self._place()
            self._stand_over_full_screen(popup)
            popup.show()

    def _stand_over_full_screen(self, popup: "IncomingCallPopup") -> None:
        """Window managers put a full screen that is in use above what is only "on top".

        A window that belongs to it they leave above it; told when it is shown, and not later.
        """
        popup.winId()  # or there is no window yet
        window, owner = popup.windowHandle(), _own_full_screen()
        if window.transientParent() is not owner:
            was_shown = popup.isVisible()
            popup.hide()
            window.setTransientParent(owner)  # type: ignore[arg-type]  # None: to nobody
            popup.setVisible(was_shown)

    def _make(self) -> "IncomingCallPopup":
        from megachat_desktop.ui.incoming_call_popup import IncomingCallPopup

        popup = IncomingCallPopup(self._look, self._avatars)
        popup.accepted.connect(self.accepted)
        popup.declined.connect(self.declined)
        popup.replied.connect(self.replied)
        popup.resized.connect(self._place)
        return popup

    def _place(self) -> None:
        self._places = self._wanted_places()
        for popup, place in zip(self._popups.values(), self._places, strict=True):
            popup.move_to(place)

    def _wanted_places(self) -> list[QPoint]:
        if not self._popups:
            self._screen = ""
            return []
        area = self._surroundings.free_part(self._chosen_screen())
        sizes = [popup.size() for popup in self._popups.values()]
        return corner_places(area, self._trays_corner(), sizes)

    def _chosen_screen(self) -> QScreen:
        """The screen with the pointer, as long as one popup stands there."""
        for screen in QGuiApplication.screens():
            if self._screen and screen.name() == self._screen:
                return screen
        found = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        self._screen = found.name()
        return found

    def _trays_corner(self) -> "Corner":
        """Where the tray is on its own screen, which may be another one than the popups'."""
        tray = self._tray_geometry()
        home = QGuiApplication.screenAt(tray.center()) or QGuiApplication.primaryScreen()
        return corner_of(tray, home.geometry())


def _own_full_screen() -> QWindow | None:
    """The call of ours that fills a screen."""
    windows = (w for w in QGuiApplication.topLevelWindows() if w.isVisible())
    full = QWindow.Visibility.FullScreen
    return next((window for window in windows if window.visibility() is full), None)


@dataclass(frozen=True)
class Corner:
    """One of the four of a screen."""

    right: bool = True
    top: bool = False


def corner_of(tray: QRect, screen: QRect) -> Corner:
    """The corner nearest the tray's icon; lower right when nobody knows."""
    if tray.isEmpty():
        return Corner()
    at, middle = tray.center(), screen.center()
    return Corner(at.x() >= middle.x(), at.y() < middle.y())


def corner_places(area: QRect, corner: Corner, sizes: Sequence[QSize]) -> list[QPoint]:
    """The top left of each popup, the first nearest the corner, all inside ``area``.

    Sizes include the shadow, which may touch the edge.
    """
    edge = FROM_EDGE - SHADOW
    right, top = corner.right, corner.top
    places, used = [], edge
    for size in sizes:
        width, height = size.width(), size.height()
        x = area.right() + 1 - width - edge if right else area.left() + edge
        y = area.top() + used if top else area.bottom() + 1 - height - used
        lowest = max(area.top(), area.bottom() + 1 - height)
        places.append(QPoint(max(area.left(), x), min(max(area.top(), y), lowest)))
        used += height - SHADOW
    return places
