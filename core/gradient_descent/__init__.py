"""The gradient-descent lab: races down a landscape (`descent`), and linear models fitted to data (`linear_models`)."""
