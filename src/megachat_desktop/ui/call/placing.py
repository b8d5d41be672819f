"""Where things lie inside the call window, mirrored where people read from the right."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QStyle, QWidget

from megachat_desktop.model.settings import Corner


def place(widget: QWidget, area: QRect) -> None:
    """Give ``widget`` this place in its parent, mirrored where reading is."""
    widget.setGeometry(mirrored(parent_of(widget), area))


def mirrored(parent: QWidget, area: QRect) -> QRect:
    """``area`` of ``parent`` as it lies on the screen."""
    return QStyle.visualRect(parent.layoutDirection(), parent.rect(), area)


def parent_of(widget: QWidget) -> QWidget:
    """The widget that ``widget`` lies in; it must lie in one."""
    parent = widget.parentWidget()
    assert parent is not None
    return parent


def in_corner(corner: Corner, size: QSize, area: QRect) -> QRect:
    """``size`` in a corner of ``area``, as reading sees it."""
    left = area.left() if corner.start else area.left() + area.width() - size.width()
    top = area.top() if corner.top else area.top() + area.height() - size.height()
    return QRect(QPoint(left, top), size)


def nearest_corner(point: QPoint, area: QRect, mirrored: bool) -> Corner:
    """The corner that a point dropped in ``area`` belongs to."""
    top = point.y() < area.center().y()
    start = (point.x() < area.center().x()) is not mirrored
    if top:
        return Corner.TOP_START if start else Corner.TOP_END
    return Corner.BOTTOM_START if start else Corner.BOTTOM_END
