"""The film of the perceptron lab and all that is said about it."""
