"""The two films of the convolution lab: a kernel slides, and a kernel is learnt."""
