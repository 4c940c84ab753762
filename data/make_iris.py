"""Write the iris table into core/iris.py from scikit-learn's copy: `python data/make_iris.py`."""

import re
from pathlib import Path

from sklearn.datasets import load_iris

TARGET = Path(__file__).resolve().parent.parent / "core" / "iris.py"
FLOWERS_PER_LINE = 5


def literal() -> str:
    """The 150 flowers as text, five a line, four centimetre values each."""
    flowers = [" ".join(f"{value:.1f}" for value in flower) for flower in load_iris().data]
    lines = ["  ".join(flowers[i : i + FLOWERS_PER_LINE]) for i in range(0, len(flowers), FLOWERS_PER_LINE)]
    return "\n".join(lines)


def main() -> None:
    """Replace the text between the triple quotes after `_TABLE =`."""
    source = TARGET.read_text(encoding="utf-8")
    TARGET.write_text(
        re.sub(r'(_TABLE = """\n).*?(""")', rf"\g<1>{literal()}\n\g<2>", source, flags=re.DOTALL),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
