"""What this program is, its licence, and the libraries it stands on with theirs."""

from importlib import metadata

from megachat_desktop import __version__
from megachat_desktop.ui.kit.text import plain_label, shown_sentence
from megachat_desktop.ui.people.off_loop import off_loop
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page

PACKAGE = "megachat-desktop"
_LONGEST_LICENCE = 60


Library = tuple[str, str, str]  # name, version, licence; "" where it is not stated


def library_licences(package: str = PACKAGE) -> tuple[Library, ...]:
    """The libraries this program names, and what they need, by name.

    Reads the files of what is installed: on a worker thread, please.
    """
    found: dict[str, Library] = {}
    waiting = _needs(package)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        found[name] = (about["Name"], about["Version"], _licence(about))
        waiting += _needs(name)
    return tuple(sorted(found.values(), key=lambda entry: entry[0].lower()))


def _needs(package: str) -> list[str]:
    try:
        wanted = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []
    plain = [line.partition(";") for line in wanted]
    names = [line for line, _, condition in plain if "extra" not in condition]
    return [_bare_name(name) for name in names]


def _bare_name(requirement: str) -> str:
    for end in range(len(requirement)):
        if not (requirement[end].isalnum() or requirement[end] in "-_."):
            return requirement[:end].lower().replace("_", "-")
    return requirement.lower().replace("_", "-")


def _licence(about: metadata.PackageMetadata) -> str:
    """The SPDX expression, else the classifier, the licence field or the names of the texts."""
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    if classifiers and (named := classifiers[-1].rpartition(" :: ")[2]) != "OSI Approved":
        return str(named)
    lines = about["License"].strip().splitlines() if "License" in about else []
    stated = lines[0] if lines else ", ".join(about.get_all("License-File") or [])
    return stated[:_LONGEST_LICENCE]


class AboutPage(Page):
    """Text only: nothing here leads out of the program."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        column.addWidget(plain_label("MegaChat", "title"))
        column.addSpacing(4)
        version = self.tr("Version {number}").format(number=__version__)
        self.add_text(column, version)
        self.add_text(
            column,
            self.tr(
                "Calls between two computers, without an account. Free software under the GNU "
                "General Public License, version 3 or later (GPL-3.0-or-later): you may use, "
                "study, share and change it. It comes without any warranty."
            ),
            "",
        )
        self.add_section(column, self.tr("Libraries"))
        self.libraries: tuple[Library, ...] = ()
        self._listed = plain_label("", "secondary", wrap=True)
        column.addWidget(self._listed)
        self.finish()
        job = parts.bridge.ask(off_loop(library_licences))
        job.succeeded.connect(self._on_read)

    def _on_read(self, libraries: tuple[Library, ...]) -> None:
        self.libraries = libraries
        unstated = self.tr("licence not stated")
        line = self.tr("{name} {version}, {licence}")
        lines = [
            shown_sentence(line.format(name=name, version=number, licence=licence or unstated))
            for name, number, licence in libraries
        ]
        self._listed.setText("\n".join(lines))
