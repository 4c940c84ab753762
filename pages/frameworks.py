"""The page of the frameworks: one run of a lab as a program, read in two of them side by side."""

import streamlit as st

from locales import content
from ui.frameworks_tabs import show_tabs
from ui.lab import translator
from ui.programs_film import say_when, show_film
from ui.side_by_side import choose, memory, put_in_address, show_programs

t = translator()
remembered = memory()
st.markdown(content("frameworks/intro", t.lang))
shown = choose(remembered, t)
show_programs(shown, t, show_film(remembered, t))
say_when(remembered, t)
put_in_address(remembered, t)
show_tabs(shown, t)
