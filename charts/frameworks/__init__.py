"""The film of the frameworks: the losses of several programs of one run."""
