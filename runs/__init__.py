"""Runs, computed once for everybody who asks, in worker processes of their own; never imports streamlit."""
