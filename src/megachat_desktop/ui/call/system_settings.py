"""Where the system keeps its switches for camera and microphone."""

import sys

from megachat_desktop.model.media import DeviceKind

# No desktop of Linux has one that could be opened by a link, and no portal for it.
_PAGES = {
    ("win32", DeviceKind.CAMERA): "ms-settings:privacy-webcam",
    ("win32", DeviceKind.MICROPHONE): "ms-settings:privacy-microphone",
    ("darwin", DeviceKind.CAMERA): (
        "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera"
    ),
    ("darwin", DeviceKind.MICROPHONE): (
        "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone"
    ),
}


def device_settings_url(kind: DeviceKind, platform: str = sys.platform) -> str:
    """The page of the system's settings; empty where there is none to open."""
    return _PAGES.get((platform, kind), "")
