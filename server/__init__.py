"""What the server answers besides Streamlit's pages."""
