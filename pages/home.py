"""The home page: a neuron that learns, what deep learning is, and the path of labs, each with a film of its own."""

import streamlit as st

from charts.lab import Lab
from charts.labs import LABS
from locales import Catalogue, content
from ui.address import address
from ui.lab import show_card, translator
from ui.menu import GLOSSARY, OTHERS, TEACH, file_of
from ui.path import show_path


def show_lab(lab: Lab, t: Catalogue, *words: str, begins: bool = False) -> None:
    """A lab's film, beside it some words, and the ways into the lab; on a phone the film stands first."""
    picture, text = st.columns([2, 3], vertical_alignment="center", gap="medium")
    with picture:
        show_card(lab, t, begins=begins)
    with text:
        for paragraph in words:
            st.markdown(paragraph)
        name = t(f"page_{lab.address}")
        st.page_link(f"../pages/{lab.folder}.py", label=t("home_open", lab=name), icon=":material/arrow_forward:")
        if lab.tour:  # a link of the text opens the page anew, at the first stop wherever the visitor was
            st.markdown(f"[{t('home_tour')}]({lab.address}?tour=1&lang={t.lang})")


t = translator()
address(t)
first, *others = LABS
# Who comes for the first time sees at once what the page is about: the first lab's film plays by itself.
show_lab(first, t, content("home", t.lang), t(f"home_card_{first.address}"), begins=True)
show_path(t)
st.header(t("home_labs"), anchor=False)
for lab in others:
    with st.container(border=True):
        show_lab(lab, t, f"### {t(f'page_{lab.address}')}\n\n{t(f'home_card_{lab.address}')}")
for to in OTHERS:
    with st.container(border=True):
        name = t(f"page_{to}")
        st.markdown(f"### {name}\n\n{t(f'home_card_{to}')}")
        st.page_link(f"../pages/{file_of(to)}", label=t("home_open_page", page=name), icon=":material/arrow_forward:")
st.page_link(f"../pages/{file_of(GLOSSARY)}", label=t("home_glossary"), icon=":material/menu_book:")
st.page_link(f"../pages/{file_of(TEACH)}", label=t("home_teach"), icon=":material/school:")
