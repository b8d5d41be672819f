"""Camera, microphone and speakers: what they are, whether they work, and what is done to them.

The devices are open only while this page can be seen.
"""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from megachat_desktop.model.device_check import DeviceCheck, SampleState
from megachat_desktop.model.media import DeviceKind
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.slider import Slider
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.camera_preview import CameraPreview
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.device_choice import DeviceChoice
from megachat_desktop.ui.settings.microphone_check import MicrophoneCheck
from megachat_desktop.ui.settings.page import EDGE, Page

_LEFT, _RIGHT = 400, 344


class AudioVideoPage(Page):
    """The camera on the left, sound on the right, the echo test at the foot."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        left = self.column(_LEFT, limited=False)
        right = self.column(_RIGHT, limited=False)
        self._add_camera(left)
        self._add_camera_switches(left)
        self._add_microphone(right)
        self._add_speaker(right)
        self._add_sound_switches(right)
        self._add_echo_strip()
        parts.bridge.device_check_changed.connect(self.render_check)
        self.finish()

    def render_check(self, check: DeviceCheck) -> None:
        """What the devices do right now."""
        self.preview.show_check(check)
        self.microphone_check.show_check(check)
        free = not check.in_call and check.sample is not SampleState.RECORDING
        self.test.setEnabled(free)
        self.ring_test.setEnabled(free)

    # --- the parts ------------------------------------------------------------------------------

    def _add_camera(self, column: QVBoxLayout) -> None:
        self.preview = CameraPreview(self.look)
        self.preview.retry_requested.connect(partial(self._ask, "retry_preview"))
        self.rendered(lambda settings: self.preview.set_mirrored(settings.mirror_preview))
        column.addWidget(self.preview)
        column.addSpacing(16)
        self.camera = self._add_device(
            column, "camera", DeviceKind.CAMERA, self.tr("Camera"), "video"
        )
        self.add_line(column)

    def _add_camera_switches(self, column: QVBoxLayout) -> None:
        for name, title, text in (
            (
                "mirror_preview",
                self.tr("Mirror my preview"),
                self.tr("Others always see you the right way round."),
            ),
            (
                "start_with_camera",
                self.tr("Start calls with camera on"),
                self.tr("Off: every call starts with audio only."),
            ),
            (
                "low_light",
                self.tr("Low light"),
                self.tr("Brightens a dark room. Uses more power."),
            ),
            (
                "hardware_video",
                self.tr("Use the graphics card for video"),
                self.tr("Smoother, and saves power. Counts from the next call."),
            ),
        ):
            self.add_switch(column, name, title, text)

    def _add_microphone(self, column: QVBoxLayout) -> None:
        self.microphone = self._add_device(
            column, "microphone", DeviceKind.MICROPHONE, self.tr("Microphone"), "mic", after=0
        )
        self.microphone_check = MicrophoneCheck(self.look)
        self.microphone_check.record_requested.connect(partial(self._ask, "record_sample"))
        column.addWidget(self.microphone_check)
        column.addSpacing(24)

    def _add_speaker(self, column: QVBoxLayout) -> None:
        self.test = self._test_button(self.tr("Test the speakers"))
        self.test.clicked.connect(partial(self._ask, "play_test_sound"))
        self.speaker = self._add_device(
            column,
            "speaker",
            DeviceKind.SPEAKER,
            self.tr("Speakers"),
            "speaker",
            self.test,
            after=6,
        )
        self._add_volume(column)
        self._add_ring(column)
        self.add_line(column)

    def _test_button(self, name: str = "") -> Button:
        """One of two below each other, equally wide whatever they say."""
        button = Button(self.look, self.tr("Test"), "play", name=name)
        button.keep_room_for(self.tr("Test"), self.tr("Stop"))
        return button

    def _add_ring(self, column: QVBoxLayout) -> None:
        trial = self.parts.ring_trial
        self.ring_test = self._test_button()
        self.ring_test.clicked.connect(trial.toggle)
        trial.changed.connect(self._show_trial)
        self._show_trial(trial.on)
        self.ring = self._add_device(
            column,
            "ring_output",
            DeviceKind.SPEAKER,
            self.tr("Ring on"),
            "bell",
            self.ring_test,
            default=self.tr("All speakers"),
        )

    def _add_volume(self, column: QVBoxLayout) -> None:
        self.volume = Slider(self.look, self.tr("Volume of the speakers"), 0, 100)
        self.volume.chosen.connect(lambda value: self.changes.send(speaker_volume=value))
        self.volume.valueChanged.connect(self._show_percent)
        self._icon = QLabel()
        self._percent = plain_label("", "caption", "secondary")
        self._percent.setMinimumWidth(36)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.look.looks.changed.connect(self._tint)
        self._tint()
        self.rendered(self._render_volume)
        row = QHBoxLayout()
        row.setSpacing(10)
        for widget in (self._icon, self.volume, self._percent):
            row.addWidget(widget)
        column.addLayout(row)
        column.addSpacing(16)

    def _add_sound_switches(self, column: QVBoxLayout) -> None:
        for name, title, text in (
            (
                "noise_suppression",
                self.tr("Noise suppression"),
                self.tr("Removes fans, keys and street noise."),
            ),
            (
                "echo_cancellation",
                self.tr("Echo cancellation"),
                self.tr("Leave on unless you always wear headphones."),
            ),
            (
                "gain_control",
                self.tr("Adjust my volume automatically"),
                self.tr("Keeps your voice steady when you move."),
            ),
        ):
            self.add_switch(column, name, title, text)

    def _add_echo_strip(self) -> None:
        strip = QWidget()
        strip.setObjectName("echoStrip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._echo_icon = QLabel()
        self.echo = Button(self.look, self.tr("Call echo test"), kind="primary", size="small")
        self.echo.clicked.connect(self.echo_requested)
        text = self.tr("Not sure it works? Call the echo test: it plays back what you say.")
        row = QHBoxLayout(strip)
        row.setContentsMargins(18, 12, 16, 12)
        row.setSpacing(14)
        row.addWidget(self._echo_icon)
        row.addWidget(plain_label(text, "body", wrap=True), 1)
        row.addWidget(self.echo)
        foot = QHBoxLayout()
        foot.setContentsMargins(EDGE, 8, EDGE, 24)
        foot.addWidget(strip)
        self.outer.addLayout(foot)
        self._tint_strip()
        self.look.looks.changed.connect(self._tint_strip)

    def _add_device(
        self,
        column: QVBoxLayout,
        name: str,
        kind: DeviceKind,
        title: str,
        icon: str,
        *beside: QWidget,
        default: str = "",
        after: int = 16,
    ) -> DeviceChoice:
        choice = DeviceChoice(self.parts, kind, title, icon, default)
        choice.chosen.connect(lambda value: self.changes.send(**{name: value}))
        self.rendered(choice.bind(name))
        self.add_titled(column, title, choice, *beside, after=after)
        return choice

    # --- rendering ------------------------------------------------------------------------------

    def _render_volume(self, settings: Settings) -> None:
        self.volume.show_value(settings.speaker_volume)
        self._show_percent(self.volume.value())

    def _show_percent(self, value: int) -> None:
        self._percent.setText(self.tr("{number} %").format(number=value))

    def _tint(self) -> None:
        color = self.look.looks.color("text-secondary")
        self._icon.setPixmap(self.look.icons.pixmap("speaker", 20, color))

    def _tint_strip(self) -> None:
        color = self.look.looks.color("accent")
        self._echo_icon.setPixmap(self.look.icons.pixmap("echo", 20, color))

    def _show_trial(self, on: bool) -> None:
        """Its word is short, its name says the whole."""
        self.ring_test.set_icon_name("stop" if on else "play")
        self.ring_test.set_text(self.tr("Stop") if on else self.tr("Test"))
        name = self.tr("Stop the ring") if on else self.tr("Test the ring")
        self.ring_test.setAccessibleName(name)
        set_tool_tip(self.ring_test, name)

    def _ask(self, intent: str) -> None:
        job = self.parts.bridge.ask(getattr(self.parts.bridge.engine, intent)())
        job.failed.connect(self.refused)

    def _try_devices(self, on: bool) -> None:
        if self.parts.bridge.running:
            engine = self.parts.bridge.engine
            self.preview.attach(engine.preview_pictures if on else None)
            self.parts.bridge.run(engine.try_devices(on))

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._try_devices(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.parts.ring_trial.stop()
        self._try_devices(False)
