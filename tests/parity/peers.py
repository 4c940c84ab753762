"""torch.optim with our settings: where a setting is not named here, PyTorch's own default is what we compare with."""

from typing import Any

import torch


def torch_optimizer(name: str, tensors: list[torch.Tensor], params: Any, **others: Any) -> torch.optim.Optimizer:
    """The optimizer of that name, with the learning rate, momentum and betas of `params`."""
    rate, optim = params.learning_rate, torch.optim
    match name:
        case "sgd":
            return optim.SGD(tensors, lr=rate, **others)
        case "momentum":
            return optim.SGD(tensors, lr=rate, momentum=params.momentum, **others)
        case "nesterov":
            return optim.SGD(tensors, lr=rate, momentum=params.momentum, nesterov=True, **others)
        case "adagrad":
            return optim.Adagrad(tensors, lr=rate, **others)
        case "rmsprop":
            return optim.RMSprop(tensors, lr=rate, **others)
        case "adam":
            return optim.Adam(tensors, lr=rate, betas=(params.beta1, params.beta2), **others)
    raise ValueError(name)
