"""How a curve looks, as a little picture beside a name: where a control offers what is a curve in the film."""

from base64 import b64encode

# Plotly's dashes, in lengths that show two of each; ui/player/looks.js draws the same in its legends.
DASHES = {"dot": "2 3", "dash": "6 3", "longdash": "9 3", "dashdot": "6 2.5 2 2.5", "longdashdot": "9 2.5 2 2.5"}
LINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 12" width="28" height="12">'
    '<path d="M0 6H24" stroke="{colour}" stroke-width="3" stroke-dasharray="{dashes}"/></svg>'
)


def line(colour: str, dash: str) -> str:
    """A piece of a line, "#rrggbb" and a dash as Plotly calls it, as a picture in Markdown, without words."""
    svg = LINE.format(colour=colour, dashes=DASHES.get(dash, "none"))
    return f"![](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def named(name: str, picture: str | None) -> str:
    """The name, behind the picture if there is one."""
    return f"{picture} {name}" if picture else name
