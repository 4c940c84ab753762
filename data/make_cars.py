"""Write the table of cars into core/gradient_descent/cars.py from R's copy: `python data/make_cars.py cars.csv`.

cars.csv is what `write.csv(cars)` in R prints: a header, then row number, speed, distance.
"""

import csv
import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "core" / "gradient_descent" / "cars.py"
CARS_PER_LINE = 10


def literal(rows: list[dict[str, str]]) -> str:
    """The cars as text, ten a line, speed and distance each."""
    cars = [f"{row['speed']} {row['dist']}" for row in rows]
    lines = ["  ".join(cars[i : i + CARS_PER_LINE]) for i in range(0, len(cars), CARS_PER_LINE)]
    return "\n".join(lines)


def main() -> None:
    """Replace the text between the triple quotes after `_TABLE =`."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        table = literal(list(csv.DictReader(file)))
    source = TARGET.read_text(encoding="utf-8")
    TARGET.write_text(
        re.sub(r'(_TABLE = """\n).*?(""")', rf"\g<1>{table}\n\g<2>", source, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
