"""The home page: what deep learning is, and the path of labs, each with a film of its own."""

import streamlit as st

from charts.labs import LABS
from locales import content
from ui.address import address
from ui.lab import show_card, translator
from ui.menu import GLOSSARY, OTHERS, TEACH, file_of
from ui.path import show_path
from ui.tabs import READING_WIDTH

t = translator()
address(t)
st.markdown(content("home", t.lang), width=READING_WIDTH)
show_path(t)
st.header(t("home_labs"), anchor=False)
for lab in LABS:
    with st.container(border=True):
        picture, words = st.columns([2, 3], vertical_alignment="center", gap="medium")
        with picture:
            show_card(lab, t)
        with words:
            name = t(f"page_{lab.address}")
            st.markdown(f"### {name}\n\n{t(f'home_card_{lab.address}')}")
            st.page_link(f"../pages/{lab.folder}.py", label=t("home_open", lab=name), icon=":material/arrow_forward:")
            if lab.tour:  # a link of the text opens the page anew, at the first stop wherever the visitor was
                st.markdown(f"[{t('home_tour')}]({lab.address}?tour=1&lang={t.lang})")
for to in OTHERS:
    with st.container(border=True):
        name = t(f"page_{to}")
        st.markdown(f"### {name}\n\n{t(f'home_card_{to}')}")
        st.page_link(f"../pages/{file_of(to)}", label=t("home_open_page", page=name), icon=":material/arrow_forward:")
st.page_link(f"../pages/{file_of(GLOSSARY)}", label=t("home_glossary"), icon=":material/menu_book:")
st.page_link(f"../pages/{file_of(TEACH)}", label=t("home_teach"), icon=":material/school:")
