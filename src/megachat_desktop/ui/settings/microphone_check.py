"""The microphone's level in bars and in a word, and the recorder that plays back what it heard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.device_check import DeviceCheck, DeviceProblem, Loudness, SampleState
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.level_meter import LevelMeter
from megachat_desktop.ui.kit.text import plain_label


class MicrophoneCheck(QWidget):
    """Renders ``show_check``."""

    record_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.meter = LevelMeter(look, self.tr("Level of your microphone"))
        self.word = plain_label("", "caption", "secondary")
        self.word.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.reason = plain_label("", "secondary", "warning", wrap=True)
        self._sample = SampleState.IDLE
        self.record = Button(
            look, self.tr("Record 5 s and play back"), "record", kind="outline", size="small"
        )
        self.record.keep_room_for(*map(self._recorder_word, SampleState))
        self.record.clicked.connect(self._on_record_clicked)
        level = QHBoxLayout()
        level.setSpacing(12)
        level.addWidget(self.meter, 3)
        level.addWidget(self.word, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(level)
        layout.addWidget(self.reason)
        layout.addWidget(self.record)
        self.show_check(DeviceCheck())

    def show_check(self, check: DeviceCheck) -> None:
        """What the microphone hears right now."""
        microphone = check.microphone
        broken = check.in_call or microphone.problem is not DeviceProblem.NONE
        word = "" if broken else self._word(microphone.loudness)
        self.meter.show_bars(microphone.bars, word)
        self.word.setText(word)
        self.reason.setText(self._reason(check))
        self.reason.setVisible(broken)
        self._show_recorder(check, broken)

    def _show_recorder(self, check: DeviceCheck, broken: bool) -> None:
        """While it works a press does nothing; disabled it would lose the keyboard's focus."""
        self._sample = check.sample
        self.record.set_text(self._recorder_word(check.sample, check.seconds_left))
        self.record.set_kind("outline" if check.sample is SampleState.IDLE else "inert")
        self.record.setEnabled(not broken)

    def _recorder_word(self, sample: SampleState, seconds_left: int = 0) -> str:
        return {
            SampleState.IDLE: self.tr("Record 5 s and play back"),
            SampleState.RECORDING: self.tr("Recording, {seconds} s left").format(
                seconds=seconds_left
            ),
            SampleState.PLAYING: self.tr("Playing back…"),
        }[sample]

    def _on_record_clicked(self) -> None:
        if self._sample is SampleState.IDLE:
            self.record_requested.emit()

    def _word(self, loudness: Loudness) -> str:
        return {
            Loudness.NOTHING: self.tr("Nothing heard"),
            Loudness.QUIET: self.tr("Too quiet"),
            Loudness.GOOD: self.tr("Good level"),
            Loudness.LOUD: self.tr("Too loud"),
        }[loudness]

    def _reason(self, check: DeviceCheck) -> str:
        if check.in_call:
            return self.tr("Your call has the microphone.")
        if check.microphone.problem is DeviceProblem.MISSING:
            return self.tr("No microphone found. Plug one in; people can't hear you until then.")
        return self.tr("The microphone can't be used. Another program may hold it.")
