"""Where the browser finds what the server adds to Streamlit; apart from server/, which nobody here imports."""

import hashlib
from pathlib import Path

HERE = Path(__file__).resolve().parent

PAGE_CSS = HERE / "page.css"

# Made by `make plotly`: the kinds of pictures that films show, less than half the bytes of all kinds.
PLOTLY_GZ = HERE / "player" / "plotly.min.js.gz"

# Named after its content, so that a browser may keep it for a year.
PLOTLY_PATH = f"/assets/plotly/{hashlib.sha256(PLOTLY_GZ.read_bytes()).hexdigest()[:16]}/plotly.min.js"
