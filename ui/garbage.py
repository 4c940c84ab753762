"""The garbage collector's rounds, without the code: that stays as long as the server does."""

import gc
from functools import cache


@cache
def freeze_code(page: str) -> None:
    """Once a page has run, take all that it imported out of the collector's later rounds.

    Plotly and Streamlit alone are more than 100,000 objects. What else is there at this moment is kept out, too, but
    still goes when nothing refers to it any more.
    """
    gc.collect()  # what is garbage by now would stay for ever
    gc.freeze()
