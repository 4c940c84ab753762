"""A linear model is fitted to data, minibatch by minibatch."""
