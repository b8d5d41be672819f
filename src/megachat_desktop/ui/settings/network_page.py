"""Which servers may help, and how this computer is reached right now."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.model.settings import RelayMode, Settings
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.choice_box import ChoiceBox
from megachat_desktop.ui.kit.text import plain_label, shown_sentence
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class NetworkPage(Page):
    """The choice on the left; the state of this moment on the right."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        left = self.column()
        self._add_relay(left)
        self._add_stun(left)
        self._add_state(self.column())
        parts.bridge.network_changed.connect(self._render_state)
        self.finish()
        self._render_state()

    def _add_relay(self, column: QVBoxLayout) -> None:
        title = self.tr("Found over the internet")
        self.relay = ChoiceBox(self.look, title, "path-relay")
        self.relay.chosen.connect(self._on_relay_chosen)
        self.add_titled(column, title, self.relay)
        self.url, self._url_row = self._field(
            column,
            self.tr("Your own relay"),
            self.tr("relay.example.org, with a port if it is not 443"),
            self._send_url,
        )
        self._relay_text = self.add_text(column, "")
        self.rendered(self._render_relay)

    def _add_stun(self, column: QVBoxLayout) -> None:
        self.add_line(column)
        self.stun, _ = self._field(
            column,
            self.tr("Servers that tell this computer its own address"),
            self.tr("stun.example.org:3478, another.example.org"),
            self._send_stun,
        )
        self.add_text(
            column,
            self.tr("STUN servers; they help two computers behind routers. Empty: none are asked."),
        )
        self.rendered(self._render_stun)

    def _field(
        self, column: QVBoxLayout, title: str, hint: str, send: Callable[[], None]
    ) -> tuple[QLineEdit, QWidget]:
        field = QLineEdit()
        field.setAccessibleName(title)
        field.setPlaceholderText(hint)
        use = Button(self.look, self.tr("Use"), name=self.tr("Use this address"))
        field.returnPressed.connect(send)
        use.clicked.connect(send)
        return field, self.add_titled(column, title, field, use)

    def _add_state(self, column: QVBoxLayout) -> None:
        column.addWidget(plain_label(self.tr("Right now"), "title"))
        column.addSpacing(12)
        self.state = plain_label("", "body", wrap=True)
        self.relay_now = plain_label("", "secondary", "secondary", wrap=True)
        self.addresses = plain_label("", "secondary", "secondary", wrap=True)
        self.addresses.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for label in (self.state, self.relay_now, self.addresses):
            column.addWidget(label)
            column.addSpacing(10)

    # --- rendering ------------------------------------------------------------------------------

    def _render_relay(self, settings: Settings) -> None:
        options = (
            (self.tr("Through public relays"), RelayMode.PUBLIC),
            (self.tr("Through your own relay"), RelayMode.OWN),
            (self.tr("Not at all"), RelayMode.NONE),
        )
        self.relay.set_options(options, settings.relay_mode)
        if not self.url.hasFocus():
            self.url.setText(settings.relay_url)
        self._show_relay(settings.relay_mode)

    def _show_relay(self, mode: RelayMode) -> None:
        own = mode is RelayMode.OWN
        self._url_row.setVisible(own)
        self._relay_text.setText(
            {
                RelayMode.PUBLIC: self.tr(
                    "Public servers help to find people and pass sealed data on when no direct "
                    "path exists. They see addresses, but never what you say."
                ),
                RelayMode.OWN: self.tr(
                    "Your own server, and no other, helps to find people and passes sealed data on."
                ),
                RelayMode.NONE: self.tr(
                    "No server is asked. You reach people on this network, and those whose "
                    "address you know."
                ),
            }[mode]
        )

    def _render_stun(self, settings: Settings) -> None:
        if not self.stun.hasFocus():
            self.stun.setText(", ".join(settings.stun_servers))

    def _render_state(self, *_: object) -> None:
        network = self.parts.bridge.seen.network
        self.state.setText(
            self.tr("Connected to a network.")
            if network.online
            else self.tr("No network. We'll reconnect by ourselves.")
        )
        relay = self.tr("Relay: {name}").format(name=shown_sentence(network.relay or ""))
        self.relay_now.setText(relay if network.relay else self.tr("No relay in use."))
        addresses = "\n".join(shown_sentence(address) for address in network.addresses)
        self.addresses.setText(addresses or self.tr("No address is told to anybody."))

    # --- from the person ------------------------------------------------------------------------

    def _on_relay_chosen(self, mode: RelayMode) -> None:
        if mode is RelayMode.OWN and not self.parts.bridge.seen.settings.relay_url:
            self._show_relay(mode)  # nothing is sent before there is an address to send
            self.url.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.changes.send(relay_mode=mode)

    def _send_url(self) -> None:
        url = self.url.text().strip()
        self.changes.send(relay_mode=RelayMode.OWN if url else RelayMode.PUBLIC, relay_url=url)

    def _send_stun(self) -> None:
        servers = (part.strip() for part in self.stun.text().replace(",", " ").split())
        self.changes.send(stun_servers=tuple(server for server in servers if server))
