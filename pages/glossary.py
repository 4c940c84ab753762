"""The glossary: every term in one sentence, in the order in which the labs need them."""

import streamlit as st

from charts.labs import LABS
from ui.address import address
from ui.glossary import elsewhere, glossary
from ui.lab import translator
from ui.tabs import READING_WIDTH

t = translator()
address(t)
st.markdown(t("glossary_intro"), width=READING_WIDTH)
terms = glossary(t.lang)
for lab in LABS:
    lines = []
    for key, term in terms.items():
        if term.lab == lab.address:
            other = elsewhere(key, t.lang)
            lines.append(
                "- " + t("glossary_line", term=term.term, other=f" · {other}" if other else "", says=term.says)
            )
    link = f"[{t(f'page_{lab.address}')}]({lab.address}?lang={t.lang})"
    st.markdown("\n".join([f"## {link}", "", *lines]), width=READING_WIDTH)
