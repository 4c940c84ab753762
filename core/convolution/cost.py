"""What one convolution costs, and what it costs to learn a kernel."""

from core.convolution.learn import KernelFitParams
from core.convolution.slide import ConvolutionParams
from core.cost import calls

CONVOLUTION = 30  # calls, with all checks
STEP = 250  # calls: forward, backward, the rule of an optimizer


def cost(params: ConvolutionParams) -> float:
    """In multiply-adds (`core.cost`): every pixel of every channel meets every number of the kernel."""
    return calls(CONVOLUTION) + 3 * (params.side * params.kernel_size) ** 2


def fit_cost(params: KernelFitParams) -> float:
    """In multiply-adds (`core.cost`): forward, and back to the kernel and to the picture."""
    return params.n_steps * (calls(STEP) + 3 * (params.side * params.kernel_size) ** 2)
