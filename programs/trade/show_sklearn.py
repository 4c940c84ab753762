"""scikit-learn: models of which each is one object, and fair ways to judge them."""

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.model_selection import cross_val_score

X, y = load_iris(return_X_y=True)
for model in (Perceptron(), LogisticRegression(max_iter=1000)):
    right = cross_val_score(model, X, y, cv=5)
    print(f"{type(model).__name__:20} {right.mean():.3f} right, from {right.min():.3f} to {right.max():.3f}")
