"""What arrays of figures are called everywhere: the kind of their elements, their shape being said where they are used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
"""Figures as float64; NaN only where the function that takes or gives it says so."""

IntArray = NDArray[np.int64]
"""Whole numbers: counts, places, labels."""

BoolArray = NDArray[np.bool_]
"""Which elements are meant."""
