"""One convolution of one picture, then activation and pooling: SciPy."""

import sys

try:
    import numpy as np
    from scipy import ndimage, signal, special
except ImportError:
    sys.exit("This program needs SciPy: pip install scipy numpy")

# settings: of the run, as the lab's sidebar has them; below them picture and kernel, and what came of them in the lab
bias = 0.0
stride = 1
padding = (0, 0)  # zeros above and below, left and right
dilation = 1
activation = "none"
pooling = "none"
pool_size = 2
image = [[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.015206082432973222, 0.19719887955182094, 0.25626250500200076, 0.031212484993997612, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.38791516606642673, 0.7528611444577831, 0.6047218887555017, 0.6132052821128451, 0.031212484993997484, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.6750700280112047, 0.19335734293717471, 0.0, 0.4807523009203692, 0.3857543017206874, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.5083633453381352, 0.0404961984793917, 0.0, 0.3915966386554633, 0.3668667466986785, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.02929171668667458, 0.11860744297719097, 0.34141656662665054, 0.8241696678671471, 0.20464185674269642, 0.0012004801920768263, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.021368547418967623, 0.5327731092436978, 0.6062424969987991, 0.46050420168067285, 0.7902360944377751, 0.5470988395358148, 0.03625450180072055, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.08083233293317307, 0.5275710284113635, 0.5154861944777912, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.059303721488595376, 0.7707082833133249, 0.0, 0.0], [0.0, 0.0, 0.0, 0.13509403761504657, 0.29819927971188576, 0.17270908363345425, 0.11116446578631545, 0.2080832332933183, 0.621208483393358, 0.45258103241296516, 0.0, 0.0], [0.0, 0.0, 0.0, 0.12901160464185635, 0.28379351740696185, 0.274829931972788, 0.2141656662665061, 0.27787114845938266, 0.25082032813125144, 0.012004801920768264, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]]  # fmt: skip
kernel = [[[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]]
lab = {"mean": -1.2212453270876722e-17, "checksum": 0.40281131920910285}

# data: a picture (channels, rows, columns), with a border of zeros; a kernel with gaps, if it has some
above, left = padding
padded = np.pad(np.array(image), ((0, 0), (above, above), (left, left)))
kernel = np.array(kernel)
if dilation > 1:
    spread = np.zeros((len(kernel), *(dilation * (k - 1) + 1 for k in kernel.shape[1:])))
    spread[:, ::dilation, ::dilation] = kernel
    kernel = spread

# model: correlate slides the kernel; convolve would turn it by 180 degrees first
output = signal.correlate(padded, kernel, mode="valid", method="direct")[0] + bias
output = output[::stride, ::stride]
if activation == "relu":
    output = np.maximum(0.0, output)
elif activation == "sigmoid":
    output = special.expit(output)
elif activation == "tanh":
    output = np.tanh(output)
if pooling != "none":
    rows, columns = (n // pool_size for n in output.shape)
    middle = pool_size // 2
    if pooling == "max":
        windows = ndimage.maximum_filter(output, pool_size)
    else:
        windows = ndimage.uniform_filter(output, pool_size)
    output = windows[middle::pool_size, middle::pool_size][:rows, :columns]  # of all windows those side by side

# result: the output, and a sum in which every cell counts differently
theta = output.ravel()
checksum = theta @ np.cos(np.arange(len(theta)))
print(np.array2string(output, precision=3, suppress_small=True, max_line_width=200))
print(f"mean {output.mean():.12g}, checksum of the output {checksum:.12g}")
print(f"away from the lab: {abs(output.mean() - lab['mean']):.1e} and {abs(checksum - lab['checksum']):.1e}")
