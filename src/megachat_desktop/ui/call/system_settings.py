"""Where the system keeps its switches for camera and microphone."""

import sys

_CAMERA = {
    "win32": "ms-settings:privacy-webcam",
    "darwin": "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera",
}


def camera_settings_url(platform: str = sys.platform) -> str:
    """The page of the system's settings; empty where there is none to open."""
    return _CAMERA.get(platform, "")
