"""The film of the multi-layer network lab and all that is said about it."""
