"""Open the app in the browser as soon as the server on the given port answers, if there is a screen."""

import os
import sys
import time
import urllib.request
import webbrowser


def has_screen() -> bool:
    """Whether a person sits in front of this machine and started the program by hand."""
    windows = sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return bool(windows) and sys.stdout.isatty()


def answers(url: str) -> bool:
    """Whether the server is up."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__" and has_screen():
    address = f"http://localhost:{sys.argv[1]}"
    for _ in range(120):
        if answers(address):
            webbrowser.open(address)
            break
        time.sleep(0.25)
