"""The page of the frameworks: one run of a lab as a program, read in two of them side by side."""

import streamlit as st

from locales import content
from ui.frameworks_tabs import show_tabs
from ui.lab import translator
from ui.programs_film import show_film
from ui.side_by_side import choose, memory, put_in_address, show_programs
from ui.tabs import READING_WIDTH

t = translator()
remembered = memory()
st.markdown(content("frameworks/intro", t.lang), width=READING_WIDTH)
shown = choose(remembered, t)
put_in_address(remembered, t)
show_programs(shown, t, show_film(remembered, t))
show_tabs(shown, t)
