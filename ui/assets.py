"""Where the browser finds what the server adds to Streamlit; apart from server/, which nobody here imports."""

from importlib.metadata import version

PLOTLY_PATH = f"/assets/plotly/{version('plotly')}/plotly.min.js"
