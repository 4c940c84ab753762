"""Where the browser finds what the server adds to Streamlit; apart from app.py, which starts things."""

from importlib.metadata import version

PLOTLY_PATH = f"/assets/plotly/{version('plotly')}/plotly.min.js"
