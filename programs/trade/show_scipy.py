"""SciPy: what mathematics needs beside arrays; here it walks down the lab's banana valley."""

from scipy.optimize import minimize, rosen, rosen_der

start = [-1.2, 1.0]
for method in ("CG", "BFGS", "Newton-CG"):
    found = minimize(rosen, start, method=method, jac=rosen_der)
    x, y = found.x.round(4)
    print(f"{method:10} ({x}, {y}) after {found.nit} steps, {found.nfev} heights, {found.njev} gradients")
