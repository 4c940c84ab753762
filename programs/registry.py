"""Which lab's run is written for which framework, and which settings one of them cannot express.

A rule looks at the settings of a run, as its program would be given them, and names the first reason why that
framework cannot make the same numbers, or None. The key `program_cannot_<reason>` of the catalogues says it in words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Rule = Callable[[Mapping[str, Any]], str | None]


@dataclass(frozen=True)
class Framework:
    """A library that programs are written for.

    Parameters
    ----------
    title : str
        What it calls itself.
    packages : tuple of str
        What pip installs.
    """

    title: str
    packages: tuple[str, ...]


FRAMEWORKS: dict[str, Framework] = {
    "numpy": Framework("NumPy", ("numpy",)),
    "pytorch": Framework("PyTorch", ("torch", "numpy")),
    "keras": Framework("Keras", ("keras", "tensorflow", "numpy")),
    "tensorflow": Framework("TensorFlow", ("tensorflow", "numpy")),
    "scipy": Framework("SciPy", ("scipy", "numpy")),
    "sklearn": Framework("scikit-learn", ("scikit-learn", "numpy")),
}


def everything(settings: Mapping[str, Any]) -> str | None:
    """Nothing is beyond it."""
    return None


def automatic(settings: Mapping[str, Any]) -> str | None:
    """What a framework that differentiates by itself does not repeat of a multi-layer network."""
    if settings["slip"] == "no-slope":
        return "no_slope"
    if settings["dropout"]:
        return "dropout"
    return "typed_weights" if settings["typed_weights"] else None


def without_pocket(settings: Mapping[str, Any]) -> str | None:
    """The pocket algorithm is no gradient descent."""
    return "pocket" if settings["variant"] == "pocket" else None


def plain_perceptron(settings: Mapping[str, Any]) -> str | None:
    """scikit-learn's perceptron gives the last weights, and tests as one should."""
    if settings["variant"] != "standard":
        return "variant"
    return "unlabelled" if settings["slip"] == "unlabelled-test" else None


def keeps_rate_outside(settings: Mapping[str, Any]) -> str | None:
    """Keras's velocity holds gradients times the rate they came with, which tells once the rate falls."""
    used = settings.get("optimizers") or (settings["optimizer"],)
    falls = settings["schedule"] != "constant"
    return "velocity" if falls and {"momentum", "nesterov"} & set(used) else None


def sample_by_sample(settings: Mapping[str, Any]) -> str | None:
    """scikit-learn's SGD makes one update a sample, downhill."""
    if settings["batch_size"] != 1:
        return "batches"
    if settings["optimizer"] != "sgd":
        return "plain_sgd"
    return "slip" if settings["slip"] != "none" else None


def stride_or_dilation(settings: Mapping[str, Any]) -> str | None:
    """Keras's Conv2D takes one of them."""
    return "stride_and_dilation" if settings["stride"] > 1 and settings["dilation"] > 1 else None


PROGRAMS: dict[str, dict[str, Rule]] = {
    "perceptron": {"numpy": everything, "pytorch": without_pocket, "sklearn": plain_perceptron},
    "gradient-descent": {
        "numpy": everything,
        "pytorch": everything,
        "keras": keeps_rate_outside,
        "tensorflow": everything,
        "scipy": everything,
    },
    "gradient-descent-data": {
        "numpy": everything,
        "pytorch": everything,
        "keras": keeps_rate_outside,
        "tensorflow": everything,
        "sklearn": sample_by_sample,
    },
    "mlp": {"numpy": everything, "pytorch": automatic, "keras": automatic, "tensorflow": automatic},
    "convolution": {
        "numpy": everything,
        "pytorch": everything,
        "keras": stride_or_dilation,
        "tensorflow": everything,
        "scipy": everything,
    },
    "convolution-learn": {"numpy": everything, "pytorch": everything, "keras": everything, "tensorflow": everything},
    "cnn": {"numpy": everything, "pytorch": everything, "keras": everything, "tensorflow": everything},
    "attention": {"numpy": everything, "pytorch": everything, "keras": everything, "tensorflow": everything},
    "recurrent": {"numpy": everything, "pytorch": everything, "keras": everything, "tensorflow": everything},
}
"""By the name of the lab's view, then by framework."""

MISSING: dict[str, dict[str, str]] = {
    "perceptron": {"keras": "no_perceptron", "tensorflow": "no_perceptron", "scipy": "no_network"},
    "gradient-descent": {"sklearn": "function"},
    "gradient-descent-data": {"scipy": "all_at_once"},
    "mlp": {"scipy": "no_network", "sklearn": "own_start"},
    "convolution": {"sklearn": "no_convolution"},
    "convolution-learn": {"scipy": "no_network", "sklearn": "no_convolution"},
    "cnn": {"scipy": "no_network", "sklearn": "dense_alone"},
    "recurrent": {"scipy": "no_network", "sklearn": "dense_alone"},
    "attention": {"scipy": "no_network", "sklearn": "dense_alone"},
}
"""What a framework has not at all, whatever the settings: reasons as those of the rules."""

BEGINNINGS = {"cnn"}
"""Views whose programs repeat the first updates of a run: what it learns from is too much for a file."""

FOLDERS = {
    "perceptron": "perceptron",
    "gradient-descent": "gradient_descent/landscape",
    "gradient-descent-data": "gradient_descent/data",
    "mlp": "mlp",
    "convolution": "convolution/slide",
    "convolution-learn": "convolution/learn",
    "cnn": "cnn",
    "recurrent": "recurrent",
    "attention": "attention",
}
"""Where the programs of a view lie."""


def file_of(framework: str) -> str:
    """What the program for a framework is called, without its ending; a file numpy.py would hide NumPy from itself."""
    return f"with_{framework}"


def frameworks_of(view: str) -> dict[str, Rule]:
    """The frameworks that the run of a view is written for, each with what it cannot express."""
    return PROGRAMS.get(view, {})
