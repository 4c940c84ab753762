"""The home page: what deep learning is, and the path of labs, each with a film of its own."""

import streamlit as st

from charts.convolution import film as convolution_film
from charts.convolution_scene import scene_of as convolution_of
from charts.descent import film as race_film
from charts.descent_scene import race_of
from charts.film import Film
from charts.perceptron import film as perceptron_film
from charts.perceptron_scene import plane_names, scene_of
from charts.recurrent import film as recurrent_film
from charts.recurrent_scene import scene_of as recurrent_of
from core.convolution_run import ConvolutionParams
from core.descent import DescentParams
from core.perceptron import PerceptronParams
from core.recurrent_view import RecurrentView
from ui.address import address
from ui.i18n import catalogue, content
from ui.lab import translator
from ui.player import player
from ui.tabs import READING_WIDTH


@st.cache_resource(max_entries=8, show_spinner=False)
def perceptron_card(lang: str) -> Film:
    """The default run of the perceptron lab: only its plane."""
    t, params = catalogue(lang), PerceptronParams()
    return perceptron_film(scene_of(params), plane_names(params, t), "perceptron", t).only("plane")


@st.cache_resource(max_entries=8, show_spinner=False)
def descent_card(lang: str) -> Film:
    """The default race of the gradient-descent lab: only its map."""
    return race_film(race_of(DescentParams()), "gradient-descent", catalogue(lang)).only("map")


@st.cache_resource(max_entries=8, show_spinner=False)
def convolution_card(lang: str) -> Film:
    """The default picture under its kernel: only the output that fills."""
    return convolution_film(convolution_of(ConvolutionParams()), "convolution", catalogue(lang)).only("output")


@st.cache_resource(max_entries=8, show_spinner=False)
def recurrent_card(lang: str) -> Film:
    """The default network reads a sequence: only its hidden state."""
    return recurrent_film(recurrent_of(RecurrentView()), "recurrent", catalogue(lang)).only("hidden")


CARDS = {
    "perceptron": perceptron_card,
    "gradient-descent": descent_card,
    "convolution": convolution_card,
    "recurrent": recurrent_card,
}

t = translator()
address(t)
st.markdown(content("home", t.lang), width=READING_WIDTH)
st.subheader(t("home_labs"), anchor=False)
for name, card in CARDS.items():
    with st.container(border=True):
        picture, words = st.columns([2, 3], vertical_alignment="center", gap="medium")
        with picture:
            player(card(t.lang), t, key=f"card_{name}", compact=True, linked=False)
        with words:
            st.markdown(f"### {t(f'page_{name}')}\n\n{t(f'home_card_{name}')}")
            file = f"../pages/{name.replace('-', '_')}.py"
            st.page_link(file, label=t("home_open", lab=t(f"page_{name}")), icon=":material/arrow_forward:")
