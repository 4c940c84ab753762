"""`core.stability.eigen` and all that belongs to it, by the name that it is known by."""

from core.gradient_descent.stability import *
