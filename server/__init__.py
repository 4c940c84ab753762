"""What the server does around Streamlit: start page, files, headers. Only app.py imports it."""
