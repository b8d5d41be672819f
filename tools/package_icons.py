"""Draw the program's icon in every size a system asks for: ``package_icons.py FOLDER``.

PNG files for Linux, one .ico for Windows, one .icns for macOS. Runs in the packages' environment.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from package import ICON_SIZES, ROOT

_ICONS = ROOT / "resources" / "icons"
_SIMPLE = 16  # at this size the drawing made for it


def draw(size: int, target: Path) -> None:
    """The icon ``size`` pixels large, as a PNG file."""
    source = _ICONS / ("app-icon-16.svg" if size <= _SIMPLE else "app-icon.svg")
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    if not image.save(str(target)):
        raise OSError(f"could not write {target}")


def main() -> int:
    """Draw them all."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication([])
    for size in (*ICON_SIZES, 1024):
        draw(size, folder / f"{size}.png")
    del application
    largest = Image.open(folder / "256.png")
    rest = [Image.open(folder / f"{size}.png") for size in ICON_SIZES if size < 256]
    largest.save(
        folder / "megachat.ico", sizes=[(s, s) for s in ICON_SIZES if s <= 256], append_images=rest
    )
    Image.open(folder / "1024.png").save(folder / "megachat.icns")
    return 0


if __name__ == "__main__":
    sys.exit(main())
