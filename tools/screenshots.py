"""Pictures of every screen, in both themes and both languages, without a display.

``python tools/screenshots.py [--folder F] [--theme light|dark] [--language en|de] [scene …]``

They go to docs/screens/<language>/<theme>/<screen>.png; the README shows some of them. For a closer
look there are ``--scale 2`` (a screen of 200 %), ``--text 130`` and ``--mirrored``: these pictures
are not kept, so they want a ``--folder`` of their own. The font is the one of the design's own
pictures where it is installed, so that the two can be laid side by side.
"""

import argparse
import io
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import numpy as np
import numpy.typing as npt
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.start.language import LANGUAGES, Language
from screen_tour import SCENES, Stage

ROOT = Path(__file__).resolve().parent.parent
THEMES = (ThemeChoice.LIGHT, ThemeChoice.DARK)
FONT = "Inter"
COMMON_COLORS, PLAIN_COLORS = 180, 24  # the plain ones stay exactly as they are
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>sans-serif</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{font}</string></edit></match>
</fontconfig>"""
BANDS = 0.3  # of 255, what is lost on average where bands are seen
Pixels = npt.NDArray[np.uint8]  # the last axis is red, green, blue
Codes = npt.NDArray[np.int64]
BEHIND = QColor("#9fb9c4")  # stands for the desktop behind a window that is not a rectangle


def main() -> int:
    """Save what was asked for."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        _choose_screen(options, Path(folder))
        _take(options)
    return 0


def _choose_screen(options: argparse.Namespace, folder: Path) -> None:
    """Fonts and scale are read once, when Qt starts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(font=options.font), "utf-8")
    os.environ["FONTCONFIG_FILE"] = str(fonts)
    os.environ.pop("LC_ALL", None)
    os.environ |= {"LANG": "en_GB.UTF-8", "LC_CTYPE": "C.UTF-8"}  # a clock of 24 hours


def _take(options: argparse.Namespace) -> None:
    application = QApplication([])
    words = Language()
    for language in [options.language] if options.language else LANGUAGES:
        for theme in [ThemeChoice(options.theme)] if options.theme else THEMES:
            folder = options.folder / language / theme.value
            folder.mkdir(parents=True, exist_ok=True)
            for name in options.scenes or list(SCENES):
                stage = Stage(theme, language, words, options.text)
                if options.mirrored:
                    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                _play(name, stage, folder)
    application.quit()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--theme", choices=[theme.value for theme in THEMES])
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--text", type=int, default=100, metavar="PERCENT")
    parser.add_argument("--mirrored", action="store_true", help="as where people read leftwards")
    parser.add_argument("--font", default=FONT)
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
    """As a PNG of 256 colours, a third of the size, unless soft shades would turn into bands."""
    whole = QBuffer()
    whole.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(whole, "PNG")
    image = Image.open(io.BytesIO(whole.data().data())).convert("RGB")
    codes = _codes(np.asarray(image))
    counts = np.bincount(codes.ravel(), minlength=1 << 24)
    shown = np.flatnonzero(counts)  # each colour once: far fewer than pixels
    plain = shown[np.argsort(counts[shown], kind="stable")[::-1][:PLAIN_COLORS]]
    colors = _colors(image, _image_of(shown), _parts(plain))
    number_of = np.zeros(1 << 24, np.uint8)
    number_of[shown] = _in_palette(_image_of(shown), colors)
    number_of[plain] = np.arange(len(plain))  # Pillow takes what is near enough
    lost = np.abs(colors[number_of[shown]].astype(np.int16) - _parts(shown)).mean(axis=1)
    if np.average(lost, weights=counts[shown]) < BANDS:
        image = Image.fromarray(number_of[codes], "P")
        image.putpalette(colors.ravel().tolist())
    image.save(path, optimize=True)


def _colors(image: Image.Image, shown: Image.Image, plain: Pixels) -> Pixels:
    """The plain and the common colours, and those that differ most: small things keep theirs."""
    common = image.quantize(COMMON_COLORS - PLAIN_COLORS, kmeans=1, dither=Image.Dither.NONE)
    chosen = np.array(common.getpalette(), np.uint8).reshape(-1, 3)[: COMMON_COLORS - PLAIN_COLORS]
    pixels = np.asarray(shown)[0].astype(np.int16)
    nearest = chosen[_in_palette(shown, chosen)]
    error = np.abs(pixels - nearest).max(axis=1)
    colors = [*plain, *chosen]
    while len(colors) < 256:
        lost = pixels[error.argmax()]
        colors.append(lost.astype(np.uint8))
        error = np.minimum(error, np.abs(pixels - lost).max(axis=1))
    return np.array(colors, np.uint8)


def _codes(pixels: Pixels) -> Codes:
    """Red, green and blue of each pixel as one number."""
    red, green, blue = np.moveaxis(pixels.astype(np.int64), -1, 0)
    codes: Codes = red << 16 | green << 8 | blue
    return codes


def _parts(codes: Codes) -> Pixels:
    return np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1).astype(np.uint8)


def _image_of(codes: Codes) -> Image.Image:
    """One row of these colours."""
    return Image.fromarray(_parts(codes)[np.newaxis])


def _in_palette(row: Image.Image, colors: Pixels) -> Pixels:
    """For each pixel of one row the number of its colour in the palette."""
    palette = Image.new("P", (1, 1))
    palette.putpalette(colors.ravel().tolist())
    numbers: Pixels = np.asarray(row.quantize(palette=palette, dither=Image.Dither.NONE))[0]
    return numbers


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
