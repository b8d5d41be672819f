"""Windows: SHQueryUserNotificationState, which the shell keeps for exactly this question."""

import ctypes

from megachat_desktop.ui.ring.surroundings import PlainSurroundings

# shellapi.h, QUERY_USER_NOTIFICATION_STATE
_BUSY = 2
_RUNNING_D3D_FULL_SCREEN = 3
_PRESENTATION_MODE = 4


class WindowsSurroundings(PlainSurroundings):
    """A full-screen program, a game or a presentation; the rest is Qt's."""

    def full_screen(self) -> bool:
        """False where the shell does not answer."""
        shell = getattr(ctypes, "windll", None)
        if shell is None:
            return False
        state = ctypes.c_int(0)
        failed = shell.shell32.SHQueryUserNotificationState(ctypes.byref(state))
        full = (_BUSY, _RUNNING_D3D_FULL_SCREEN, _PRESENTATION_MODE)
        return not failed and state.value in full
