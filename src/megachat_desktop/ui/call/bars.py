"""When the bars over a picture are seen, and how they come and go.

Three seconds without pointer or key hide them, unless something holds them: an open menu, the
keyboard's focus inside, a screen reader. Any movement brings them back.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEasingCurve, QObject, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from megachat_desktop.ui.kit.theme import Looks, tokens


class BarKeeper(QObject):
    """Knows whether the bars are shown; ``held`` says what keeps them just now."""

    changed = Signal(bool)

    def __init__(self, held: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._held = held
        self.shown = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens()["motion"]["call-bar-hide-after"])
        self._timer.timeout.connect(self.on_timeout)

    def activity(self) -> None:
        """Pointer, key or news: show the bars, and count anew."""
        self._timer.start()
        self._show(True)

    def stop(self) -> None:
        """Nobody looks: no timer runs."""
        self._timer.stop()
        self._show(True)

    def on_timeout(self) -> None:
        """Nothing happened for three seconds."""
        if self._held() or QAccessible.isActive():
            self._timer.start()
        else:
            self._show(False)

    def _show(self, shown: bool) -> None:
        if shown is not self.shown:
            self.shown = shown
            self.changed.emit(shown)


class Fade(QObject):
    """Shows and hides widgets together within ``base`` milliseconds; at once without motion."""

    def __init__(self, looks: Looks, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = looks
        self._widgets: tuple[QWidget, ...] = ()
        self._shown = True
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._on_value)
        self._animation.finished.connect(self._on_finished)

    def move_to(self, widgets: Iterable[QWidget], shown: bool) -> None:
        """Bring these widgets there; one movement replaces the one before."""
        self._end()
        self._widgets, self._shown = tuple(widgets), shown
        duration = self._looks.duration_ms("base")
        if not duration or not any(w.window().isVisible() for w in self._widgets):
            self._on_finished()
            return
        for widget in self._widgets:
            effect = QGraphicsOpacityEffect(widget)
            effect.setOpacity(0.0 if shown else 1.0)
            widget.setGraphicsEffect(effect)
            widget.show()
        forward = QVariantAnimation.Direction.Forward
        backward = QVariantAnimation.Direction.Backward
        easing = QEasingCurve.Type.OutCubic if shown else QEasingCurve.Type.InCubic
        self._animation.setDuration(duration)
        self._animation.setEasingCurve(QEasingCurve(easing))
        self._animation.setDirection(forward if shown else backward)
        self._animation.start()

    def _end(self) -> None:
        if self._animation.state() is not QVariantAnimation.State.Stopped:
            self._animation.stop()
            self._on_finished()

    def _on_value(self, value: float) -> None:
        for widget in self._widgets:
            effect = widget.graphicsEffect()
            if isinstance(effect, QGraphicsOpacityEffect):
                effect.setOpacity(value)

    def _on_finished(self) -> None:
        for widget in self._widgets:
            widget.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes it away
            widget.setVisible(self._shown)
        self._widgets = ()
