"""Histories in, films out. Pure functions over Plotly figures; nothing here knows of Streamlit."""
