#!/bin/sh
# Prints the path of a Chromium for the browser tests; everything else it says goes to standard error.
# Tried in turn: $CHROMIUM, the PATH, apt (root on Debian), Playwright's own download. $PYTHON has Playwright installed.
set -eu

on_path() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

playwright_path() {
    "$PYTHON" -c 'from playwright.sync_api import sync_playwright as start
with start() as p: print(p.chromium.executable_path)'
}

if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" || { echo "CHROMIUM=$CHROMIUM is not a program" >&2; exit 1; }
    exit
fi
on_path && exit

if [ "$(id -u)" = 0 ] && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
    echo "installing chromium with apt" >&2
    { apt-get -q update && apt-get -qy install --no-install-recommends chromium fonts-noto-cjk; } >&2 || true
    on_path && exit
fi

PYTHON=${PYTHON:-python3}
"$PYTHON" -m playwright install chromium >&2
playwright_path
