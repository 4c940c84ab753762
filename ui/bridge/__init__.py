"""The bridge to the browser: how a component of our own gets onto a page, and how what it says comes back.

A component is a script that draws and knows nothing of Streamlit (its contract stands in adapter.js), some CSS on top
of root.css, and a thin Python function. See `ui.cells` for an editor, `ui.address` for the smallest one.
"""
