"""System libraries that wheels do not bring: found, named, and installed when that is allowed.

Wheels bring Qt, FFmpeg, Opus and SQLite. On Linux they still expect the system's OpenGL, X11 and
PulseAudio client libraries; Windows and macOS have theirs built in.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Shared library -> Debian package.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libpulse.so.0": "libpulse0",
}
# File that must exist -> Debian package.
_FONTS = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf": "fonts-noto-color-emoji",
}
# The font of the design's own pictures.
_SCREENSHOT_FONTS = {"/usr/share/fonts/opentype/inter/Inter-Regular.otf": "fonts-inter"}
# Program -> Debian package.
_TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "espeak-ng": "espeak-ng",
    "xdotool": "xdotool",
    "ip": "iproute2",
    "dbus-run-session": "dbus-daemon",
    "openbox": "openbox",
    "trayer": "trayer",
    "xrandr": "x11-xserver-utils",
    "weston": "weston",
}
_BENCH_PROGRAMS = {"chromium": "chromium", "gcc": "gcc"}
_NETWORK_PROGRAMS = {"ip": "iproute2", "nft": "nftables", "turnserver": "coturn"}


def install_system_libraries(purpose: str) -> None:
    """Install or name what is missing to one of these purposes.

    ``run``, ``test``, ``bench``, ``package``, ``screenshots`` or ``network``.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = [package for name, package in LIBRARIES.items() if not _loads(name)]
    fonts = _FONTS | (_SCREENSHOT_FONTS if purpose == "screenshots" else {})
    missing += [package for path, package in fonts.items() if not Path(path).exists()]
    if purpose in ("test", "bench"):
        missing += [p for name, p in _TEST_PROGRAMS.items() if not shutil.which(name)]
    if purpose == "package" and not shutil.which("objdump"):
        missing.append("binutils")
    if purpose == "bench":
        missing += [p for name, p in _BENCH_PROGRAMS.items() if not shutil.which(name)]
    if purpose == "network":
        missing += [p for name, p in _NETWORK_PROGRAMS.items() if not shutil.which(name)]
    if missing:
        _install(sorted(set(missing)), required=purpose != "run")


def ensure_venv_module() -> None:
    """Debian splits ``ensurepip`` off Python; without it no environment can be made."""
    if find_spec("ensurepip") is None:
        _install(["python3-venv"], required=True)


def _install(packages: list[str], required: bool) -> None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = _privileges()
    if not shutil.which("apt-get") or prefix is None:
        print("These system libraries are missing: " + " ".join(packages))
        print("On Debian or Ubuntu:  sudo apt-get install " + " ".join(packages))
        if required:
            sys.exit(1)
        return
    print("Installing system libraries: " + " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-q"], command):
        done = subprocess.run(
            [*prefix, *step], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode and step is command:
            print(done.stderr.strip())
            sys.exit("The system libraries could not be installed; install them by hand.")


def _privileges() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
