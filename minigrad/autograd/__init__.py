"""`torch.autograd`: what starts a backward pass, what switches recording off, and operations of one's own."""

from . import anomaly_mode, function, functional, grad_mode, graph, passes, variable, watch
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .function import Function
from .grad_mode import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .gradcheck import gradcheck, gradgradcheck
from .passes import backward, grad
from .variable import Variable

__all__ = [
    "Function", "Variable", "anomaly_mode", "backward", "detect_anomaly", "enable_grad", "function", "functional",
    "grad", "grad_mode", "gradcheck", "gradgradcheck", "graph", "inference_mode", "is_grad_enabled", "no_grad",
    "passes", "set_detect_anomaly", "set_grad_enabled", "variable", "watch",
]  # fmt: skip

OUTSIDE = {
    "forward_ad": "derivatives go backward here; `autograd.functional.jvp` finds a product with the Jacobian that way",
    "profiler": "there is nothing to profile with it",
    "profiler_legacy": "there is nothing to profile with it",
}


def __getattr__(name: str) -> object:
    if name in OUTSIDE:
        raise AttributeError(f"torch.autograd.{name} is outside minigrad: {OUTSIDE[name]}")
    raise AttributeError(f"module 'torch.autograd' has no attribute '{name}'")
