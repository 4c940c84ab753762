"""The film of the lab of networks that read digits, and all that is said about it."""
