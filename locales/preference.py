"""What an Accept-… header of a browser likes best."""

from collections.abc import Iterator


def preferred(header: str) -> list[str]:
    """What the header takes, in lower case, what it likes best first; what it refuses (q=0) is left out.

    >>> preferred("fr;q=0.2, zh-CN, en;q=0.8, de;q=0")
    ['zh-cn', 'en', 'fr']
    """
    return [name for _, name in sorted(_weighted(header), key=lambda entry: -entry[0])]


def _weighted(header: str) -> Iterator[tuple[float, str]]:
    for entry in header.split(","):
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        try:
            q = float(weight)
        except ValueError:
            continue
        if name and q > 0:
            yield q, name
