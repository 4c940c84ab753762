"""The film of the recurrent lab, along a sequence or along the training, and all that is said about it."""
