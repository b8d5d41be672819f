"""A page of the settings: its heading, and rows that render the settings of this moment.

A row is made together with how it renders; ``render`` then walks them all. What a person chooses
goes to the engine, and comes back as a snapshot like everything else.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.choice_box import ChoiceBox, Options
from megachat_desktop.ui.kit.frames import hairline, scroll_area, stand
from megachat_desktop.ui.kit.segments import Segments
from megachat_desktop.ui.kit.switch_row import SwitchRow
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.context import Changes, PageParts

EDGE, GAP, COLUMN_WIDTH = 32, 32, 560
FOOT = 8  # below the room that every row leaves


class Page(QWidget):
    """One page; its two columns become one where the window is narrow."""

    refused = Signal(str)  # a sentence
    echo_requested = Signal()  # call the echo test

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts.stack)
        self.parts = parts
        self.title = title
        self.changes = Changes(parts, self.render_settings)
        self.changes.refused.connect(self.refused)
        self._rows: list[Callable[[Settings], None]] = []
        self._narrow = False
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(GAP)
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 24, 0, 0)
        self.outer.setSpacing(0)
        heading = plain_label(title, "heading")
        heading.setContentsMargins(EDGE, 0, EDGE, 20)
        self.outer.addWidget(heading)
        self.outer.addWidget(self._scroll(), 1)
        parts.bridge.settings_changed.connect(self.render_settings)

    @property
    def look(self) -> Look:
        """Theme and icons."""
        return self.parts.look

    def finish(self) -> None:
        """Show how things stand; at the end of each page's making."""
        if self.columns.count() == 1:
            self.columns.addStretch()  # a single column stays at the start
        self.show_state()

    def show_state(self) -> None:
        """Show how things stand, whatever was chosen or written and not used."""
        self.render_settings(self.parts.bridge.seen.settings)

    def render_settings(self, settings: Settings) -> None:
        """Show these settings."""
        for show in self._rows:
            show(settings)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to what has just been said, as soon as it has its place."""
        QTimer.singleShot(0, widget, lambda: self.area.ensureWidgetVisible(widget))

    def set_narrow(self, narrow: bool) -> None:
        """One column, or as many as there are and have room."""
        self._narrow = narrow
        if self.isVisible():  # else its width is not known yet
            self._arrange()

    # --- what pages are made of -----------------------------------------------------------------

    def column(self, stretch: int = 1, *, limited: bool = True) -> QVBoxLayout:
        """A column beside the others; a single one is no wider than can be read well."""
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        if limited:
            holder.setMaximumWidth(COLUMN_WIDTH)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        start = Qt.AlignmentFlag.AlignTop
        self.columns.addWidget(holder, stretch, start)
        return column

    def add_switch(self, column: QVBoxLayout, name: str, title: str, text: str) -> SwitchRow:
        """A switch for the boolean setting ``name``."""
        row = SwitchRow(self.look, title, text, column.parentWidget())
        row.chosen.connect(lambda on: self.changes.send(**{name: on}))
        self.rendered(lambda settings: row.show_state(getattr(settings, name)))
        column.addWidget(row)
        column.addSpacing(20)
        return row

    def add_choice(
        self, column: QVBoxLayout, name: str, title: str, icon: str, options: Options
    ) -> ChoiceBox:
        """A list for the setting ``name``, under its title."""
        box = ChoiceBox(self.look, title, icon)
        box.chosen.connect(lambda value: self.changes.send(**{name: value}))
        self.rendered(lambda settings: box.set_options(options, getattr(settings, name)))
        self.add_titled(column, title, box)
        return box

    def add_segments(
        self, column: QVBoxLayout, name: str, title: str, options: Options
    ) -> Segments:
        """A few choices side by side for the setting ``name``, under their title."""
        segments = Segments(self.look, title, options)
        segments.chosen.connect(lambda value: self.changes.send(**{name: value}))
        self.rendered(lambda settings: segments.show_value(getattr(settings, name)))
        self.add_titled(column, title, segments)
        return segments

    def add_titled(
        self, column: QVBoxLayout, title: str, widget: QWidget, *beside: QWidget, after: int = 16
    ) -> QWidget:
        """A widget under its title, with others beside it; returns what holds them all."""
        label = plain_label(title, "field", wrap=True)
        label.setBuddy(widget)
        holder = QWidget(column.parentWidget())
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, after)
        layout.setSpacing(6)
        layout.addWidget(label)
        row = QHBoxLayout()
        layout.addLayout(row)
        row.setSpacing(8)
        for part in (widget, *beside):
            row.addWidget(part)
        if widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Maximum:
            row.addStretch()
        column.addWidget(holder)
        return holder

    def add_text(self, column: QVBoxLayout, text: str, tone: str = "secondary") -> QLabel:
        """A sentence."""
        label = plain_label(text, "secondary", tone, wrap=True)
        column.addWidget(label)
        column.addSpacing(16)
        return label

    def add_section(self, column: QVBoxLayout, title: str) -> None:
        """A line, and the title of what follows."""
        self.add_line(column)
        column.addWidget(plain_label(title, "title"))
        column.addSpacing(12)

    def add_line(self, column: QVBoxLayout) -> None:
        """A hairline across the column."""
        column.addWidget(hairline())
        column.addSpacing(16)

    def rendered(self, show: Callable[[Settings], None]) -> None:
        """Call ``show`` with every snapshot of the settings."""
        self._rows.append(show)

    def _arrange(self) -> None:
        """Larger text or longer words may want one column in a window that is not narrow."""
        parts = map(self.columns.itemAt, range(self.columns.count()))
        widths = [part.minimumSize().width() for part in parts if part is not None]
        wanted = sum(widths) + GAP * (len(widths) - 1) + 2 * EDGE
        stand(self.columns, beside=not self._narrow and wanted <= self.width())
        self._set_edges()

    def _set_edges(self) -> None:
        """The scroll bar stands in the margin: what is read keeps its width."""
        bar = self.area.verticalScrollBar()
        end = EDGE - (bar.sizeHint().width() if bar.maximum() else 0)
        if self.columns.direction() is QBoxLayout.Direction.TopToBottom:
            # Qt would give words the height that they need in all of the width.
            end += max(0, self.width() - 2 * EDGE - COLUMN_WIDTH)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (end, EDGE) if mirrored else (EDGE, end)
        self._inside.setContentsMargins(left, 0, right, FOOT)

    def _scroll(self) -> QScrollArea:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(EDGE, 0, EDGE, FOOT)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        layout.addLayout(self.columns)
        layout.addStretch()
        area = scroll_area(inside)
        area.verticalScrollBar().rangeChanged.connect(self._set_edges)
        inside.installEventFilter(self)
        self._inside = layout
        self.area = area
        return area

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._arrange()  # what is shown now may be wider than what was shown before
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # the window was not just minimized
            self.show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
