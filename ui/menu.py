"""The pages of the app besides home, by their addresses, in the order of the menu: the labs, then what is no lab."""

from charts.labs import LABS

FRAMEWORKS = "frameworks"
OTHERS = (FRAMEWORKS,)
ADDRESSES = (*(lab.address for lab in LABS), *OTHERS)
TEACH = "teach"
GLOSSARY = "glossary"
UNLISTED = ("lesson", TEACH, GLOSSARY)  # pages that the menu leaves out


def file_of(address: str) -> str:
    """The script of a page, as home and the menu name it."""
    return f"{address.replace('-', '_')}.py"
