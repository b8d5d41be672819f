"""Is a person's code the one of the contact who is being compared? Read from a camera or a file."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.engine.contact_controls import LinkPreview
from megachat_desktop.errors import OwnLinkError
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.people.off_loop import off_loop


class CodeComparison(QObject):
    """Answers with the contact it was asked about: the sheet may be about another one by then."""

    compared = Signal(object, bool)  # AccountId, whether the code is theirs
    failed = Signal(object, str)  # AccountId, a sentence

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def read(self, account: AccountId, read: Callable[[], str]) -> None:
        """Find the link in a picture, off this thread, then compare it."""
        job = self._bridge.ask(off_loop(read))
        job.succeeded.connect(partial(self.compare, account))
        job.failed.connect(partial(self.failed.emit, account))

    def compare(self, account: AccountId, link: str) -> None:
        """Whose link is it?"""
        job = self._bridge.ask(self._bridge.engine.contacts.preview(link))
        job.succeeded.connect(partial(self._on_previewed, account))
        job.failed.connect(partial(self.failed.emit, account))

    def _on_previewed(self, account: AccountId, preview: LinkPreview) -> None:
        own = self._bridge.seen.account
        if own is not None and preview.account == own.account:  # that says nothing about them
            self.failed.emit(account, shown_sentence(OwnLinkError().sentence))
        else:
            self.compared.emit(account, preview.account == account)
