"""Item masses as products: net weight x element fraction x isotope fraction, checked before they are multiplied."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from servanda.core.arrays import FloatArray
from servanda.core.finding import Finding, refuse_on_error
from servanda.verification.arrays import flagged, floats, negative_findings


def product_masses(what: str, weight: ArrayLike, *fractions: tuple[str, ArrayLike]) -> FloatArray:
    """Net weights (kg) times named mass fractions (0.68 for 68 %): kg of element, or of isotope. Arrays broadcast."""
    mass = floats(weight, f"{what}, weight")
    findings = negative_findings(mass, f"{what}, weight")
    for name, values in fractions:
        part = floats(values, f"{what}, {name}")
        findings += fraction_findings(part, f"{what}, {name}")
        mass = mass * part
    refuse_on_error(what, findings)
    return mass


def fraction_findings(values: FloatArray, what: str) -> list[Finding]:
    """A finding for each value that is no mass fraction; above 1 it is probably percent."""
    rule = "element and isotope fractions are mass fractions, not percent"
    remedy = "divide percent by 100"
    return flagged(values, (values < 0) | (values > 1), what, "fraction-out-of-range", "between 0 and 1", rule, remedy)


def isotope_findings(element: ArrayLike, isotope: ArrayLike, what: str) -> list[Finding]:
    """A finding for each item whose isotope is heavier than its element; shapes are those of the columns of one table."""
    whole, part = floats(element, f"{what}, element"), floats(isotope, f"{what}, isotope")
    if whole.shape != part.shape:
        found = f"{part.size} isotope and {whole.size} element masses"
        rule = "both masses of an item are given"
        return [
            Finding(
                what, None, "isotope-without-element", "", found, "one of each an item", rule, "give the missing ones"
            )
        ]
    rule = "an isotope is a part of its element"
    remedy = "look for exchanged columns, or for grams given as kilograms"
    return flagged(
        part, part > whole, f"{what}, isotope", "isotope-heavier-than-element", "at most the element mass", rule, remedy
    )


def isotope_masses(element: ArrayLike, isotope: ArrayLike, what: str) -> tuple[FloatArray, FloatArray]:
    """Element and isotope masses of items (kg), refused where the isotope is the heavier."""
    refuse_on_error(what, isotope_findings(element, isotope, what))
    return np.asarray(element, dtype=np.float64), np.asarray(isotope, dtype=np.float64)
