"""The mathematics of every lab: NumPy and the standard library, no I/O, no clock, no global state."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
IntArray = NDArray[np.integer]
