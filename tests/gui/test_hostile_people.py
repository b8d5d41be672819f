"""Names, texts and devices as a hostile person would choose them, on every screen.

Nothing is interpreted: no mark-up in a label or a tooltip, no key in a menu or on a button, no
control character or change of direction in what a screen reader says or a title shows.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QScrollArea,
    QStyleOptionViewItem,
    QWidget,
)

from gui_support import ANNA, PEOPLE, SAFETY, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import (
    AccountChanged,
    CallChanged,
    ContactChanged,
    DevicesChanged,
    EngineEvent,
    NearbyChanged,
)
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.plain import set_title, set_tool_tip
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.start.language import Language
from screen_tour import SCENES, Stage

EVE = "E&ve <img src=http://e/a><b>\u202e\x1b[2J\n\u200b[*]{name}%s\ud800" + "a\u0301\u0316" * 9
SAID = EVE + "x" * 10_000
UNSEEN = "\u202e\x1b\u200b\u2066\u0000\n"
# Not: what the program says by itself, over and over the same.
LOOKED_AT = ("main", "conversation", "add-contact", "call", "incoming", "verify", "requests")


def hostile(event: EngineEvent) -> EngineEvent:
    """The same news of people who mean harm."""
    match event:
        case AccountChanged(account):
            return replace(event, account=replace(account, name=EVE, about=SAID))
        case ContactChanged(contact):
            eve = replace(contact, name=EVE, about=SAID, greeting=contact.greeting and SAID)
            return replace(event, contact=eve)
        case CallChanged(call):
            return replace(event, call=replace(call, contact_name=EVE))
        case DevicesChanged(devices):
            return replace(event, devices=tuple(replace(d, name=EVE) for d in devices))
        case NearbyChanged(people):
            return replace(event, people=tuple(replace(p, name=EVE) for p in people))
        case _:
            return event


@pytest.fixture
def stage(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    deliver = Bridge.deliver
    monkeypatch.setattr(Bridge, "deliver", lambda self, event: deliver(self, hostile(event)))
    made = Stage(ThemeChoice.LIGHT, "en", Language())
    made.engine.texts = tuple(replace(t, body=SAID) for t in made.engine.texts)
    yield made
    made.close()
    QLocale.setDefault(QLocale.c())


def interpreted(widget: QWidget) -> Iterator[str]:
    """What this widget would take for more than text, or what stands in it unseen."""
    words = [widget.toolTip(), widget.windowTitle(), widget.accessibleName()]
    words += [widget.accessibleDescription(), *(action.text() for action in widget.actions())]
    keys = [action.text() for action in widget.actions()]
    if isinstance(widget, QLabel):
        words.append(widget.text())
        if widget.textFormat() is not Qt.TextFormat.PlainText and "E&ve" in widget.text():
            yield "mark-up"
    if isinstance(widget, QAbstractButton):
        words.append(widget.text())
        keys.append(widget.text())
    if "<b>" in widget.toolTip() and QtText.mightBeRichText(widget.toolTip()):
        yield "mark-up in a tooltip"
    if "[*]" in widget.windowTitle().replace("[*][*]", ""):
        yield "Qt's own mark in a title"
    if any("E&ve" in said for said in keys):
        yield "a key"
    if any(c in said for said in words for c in UNSEEN if "ve <img" in said):
        yield "unseen characters"


def test_no_screen_interprets_what_others_wrote(stage: Stage) -> None:
    found: set[str] = set()
    seen_names = 0
    for scene in LOOKED_AT:
        for name, _shown in SCENES[scene](stage):
            for widget in QApplication.allWidgets():
                where = f"{name}, {type(widget).__name__} {widget.accessibleName()!r}: "
                found |= {where + what for what in interpreted(widget)}
                seen_names += "ve <img" in widget.accessibleName()
    assert sorted(found) == []
    assert seen_names > 100  # it was there to be looked at


def test_words_stay_as_they_are_where_qt_would_read_more(stage: Stage) -> None:
    button = Button(stage.look, "Cats & dogs")
    assert button.text() == "Cats && dogs"
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Cats & dogs"
    set_tool_tip(button, "Call <b>Eve</b>")
    assert "&lt;b&gt;" in button.toolTip()
    set_tool_tip(button, "Call Eve & Bob")
    assert button.toolTip() == "Call Eve & Bob"
    set_title(button, "Eve[*]")
    assert button.windowTitle() == "Eve[*][*]"  # Qt's way to write the mark itself


def test_no_row_paints_over_its_neighbours(stage: Stage) -> None:
    lists = stage.desktop.window.findChildren(RowList)
    stage.wait_for(lambda: any(rows.model().rowCount() > 1 for rows in lists))
    rows = next(rows for rows in lists if rows.model().rowCount() > 1)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 40, 300, 20)  # lower than what is painted in it
    image = QImage(300, 100, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    rows.itemDelegate().paint(painter, option, rows.model().index(1, 0))
    painter.end()
    painted = {y for y in range(100) if any(image.pixel(x, y) for x in range(300))}
    assert painted
    assert painted <= set(range(40, 60))


def reachable(widget: QWidget) -> bool:
    """Whether somebody can see and press it, where its window is."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def test_words_without_an_end_push_no_answer_out_of_the_window(
    desktop: Desktop, window: MainWindow
) -> None:
    endless, bridge = "W" * 600, desktop.bridge
    asking, anna = replace(PEOPLE[6], greeting=endless), replace(ANNA, name=endless, about=endless)
    for contact in (asking, anna):
        bridge.deliver(ContactChanged(contact))
    window.choose(asking.account)
    window.choose(anna.account)
    window.panes.toggle_details()
    talking = call(CallState.ACTIVE, safety=SAFETY, contact_name=endless)
    bridge.deliver(CallChanged(talking))
    desktop.verify.open_for(anna.account)
    calling = desktop.calls.shown[talking.call_id]
    calling.view.safety.open_at(calling.view.top.safety, below=True)
    for _ in range(3):  # layouts settle
        QApplication.processEvents()
    assert reachable(desktop.verify.match)
    assert reachable(desktop.verify.differ)
    areas = [*window.findChildren(QScrollArea), *calling.findChildren(QScrollArea)]
    shown = [area for area in areas if area.isVisible()]
    assert len(shown) > 3
    assert all(area.widget().width() <= area.viewport().width() for area in shown)
