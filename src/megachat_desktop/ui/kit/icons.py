"""The program's own line icons, tinted and drawn sharp for the screen they appear on."""

from collections import OrderedDict

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from megachat_desktop.model.resources import resource_path

MAX_CACHED = 512
_FINE, _SMALL = 16, 18
# What points along the line of reading; the phone and the signs of media never turn round.
_FLIPPED = {
    "arrow-left", "chevron-left", "chevron-right", "send", "reply", "forward", "call-incoming",
    "call-outgoing", "call-missed",
}  # fmt: skip


class Icons:
    """Icons by (name, size, colour, device-pixel ratio); the last few hundred are kept."""

    def __init__(self) -> None:
        self._pixmaps: OrderedDict[tuple[str, int, str, float, str], QPixmap] = OrderedDict()
        self._sources: dict[str, str] = {}

    def pixmap(
        self, name: str, size: int, color: QColor, ratio: float | None = None, second: str = ""
    ) -> QPixmap:
        """``name`` drawn ``size`` pixels large in ``color``; ``second`` replaces white."""
        ratio = ratio or _largest_ratio()
        flipped = name in _FLIPPED and _reads_leftwards()
        shown = f"{name}, flipped" if flipped else name
        key = (shown, size, color.name(QColor.NameFormat.HexArgb), ratio, second)
        found = self._pixmaps.get(key)
        if found is None:
            found = _draw(self._svg(name, size, color, second), size, ratio, flipped=flipped)
            self._pixmaps[key] = found
            if len(self._pixmaps) > MAX_CACHED:
                self._pixmaps.popitem(last=False)
        self._pixmaps.move_to_end(key)
        return found

    def icon(self, name: str, size: int, color: QColor, off: QColor | None = None) -> QIcon:
        """The same as a ``QIcon``; ``off`` is its colour while disabled."""
        icon = QIcon(self.pixmap(name, size, color))
        if off is not None:
            icon.addPixmap(self.pixmap(name, size, off), QIcon.Mode.Disabled)
        return icon

    def _svg(self, name: str, size: int, color: QColor, second: str) -> str:
        source = self._sources.get(name)
        if source is None:
            source = resource_path("icons", f"{name}.svg").read_text("utf-8")
            self._sources[name] = source
        source = source.replace("currentColor", color.name())
        if second:
            source = source.replace("#FFFFFF", second)
        return source.replace('stroke-width="1.5"', f'stroke-width="{_stroke(size)}"')


def _stroke(size: int) -> str:
    """Small icons get a heavier line, so that the weight holds (DESIGN.md, section 8)."""
    if size < _FINE:
        return "2"
    return "1.75" if size <= _SMALL else "1.5"


def _reads_leftwards() -> bool:
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def _draw(svg: str, size: int, ratio: float, *, flipped: bool) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if flipped:
        painter.translate(size, 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _largest_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
