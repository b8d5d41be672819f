"""Pictures of every screen, in both themes and both languages, without a display.

``python tools/screenshots.py [--folder F] [--theme light|dark] [--language en|de] [scene …]``

They go to docs/screens/<language>/<theme>/<screen>.png; the README shows some of them.
"""

import argparse
import io
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.start.language import LANGUAGES, Language
from screen_tour import SCENES, Stage

ROOT = Path(__file__).resolve().parent.parent
THEMES = (ThemeChoice.LIGHT, ThemeChoice.DARK)
BEHIND = QColor("#9fb9c4")  # stands for the desktop behind a window that is not a rectangle


def main() -> int:
    """Save what was asked for."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options = _options()
    application = QApplication([])
    words = Language()
    for language in [options.language] if options.language else LANGUAGES:
        for theme in [ThemeChoice(options.theme)] if options.theme else THEMES:
            folder = options.folder / language / theme.value
            folder.mkdir(parents=True, exist_ok=True)
            for name in options.scenes or list(SCENES):
                _play(name, Stage(theme, language, words), folder)
    application.quit()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--theme", choices=[theme.value for theme in THEMES])
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("scenes", nargs="*", metavar="scene", choices=[*SCENES, []])
    return parser.parse_args()


def _play(name: str, stage: Stage, folder: Path) -> None:
    try:
        for screen, widget in SCENES[name](stage):
            stage.settle()
            _save(_picture(widget), folder / f"{screen}.png")
            print(folder / f"{screen}.png", flush=True)
    finally:
        stage.close()


def _save(picture: QPixmap, path: Path) -> None:
    """As a PNG of 256 colours: a third of the size, and no difference that one would see."""
    whole = QBuffer()
    whole.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(whole, "PNG")
    image = Image.open(io.BytesIO(whole.data().data())).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def _picture(widget: QWidget) -> QPixmap:
    """The widget as it looks over a plain desktop."""
    grabbed = widget.grab()
    under = QPixmap(grabbed.size())
    under.setDevicePixelRatio(grabbed.devicePixelRatio())
    under.fill(BEHIND)
    painter = QPainter(under)
    painter.drawPixmap(0, 0, grabbed)
    painter.end()
    return under


if __name__ == "__main__":
    sys.exit(main())
