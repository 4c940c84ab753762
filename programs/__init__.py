"""The labs' runs as programs for NumPy and the frameworks: files that run as they stand, and how runs get into them.

Everything in `programs/<lab>/` is such a file; none of them is imported. Each begins with a block of settings, and
comments that begin with the name of a concept (`programs.export.CONCEPTS`) part the rest. To take a run away is to
write its own settings into the block and to leave out what that run does not reach.
"""
