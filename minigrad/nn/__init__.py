"""`torch.nn`, as far as the lessons go."""

from . import functional
from .modules import BCEWithLogitsLoss, Linear, Module, MSELoss, Parameter, ReLU, Sequential, Sigmoid, Tanh

__all__ = [
    "BCEWithLogitsLoss",
    "Linear",
    "MSELoss",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "functional",
]
