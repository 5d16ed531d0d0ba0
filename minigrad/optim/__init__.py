"""`torch.optim`: what turns gradients into steps."""

from .. import outside
from . import lr_scheduler
from .algorithms import SGD, Adagrad, Adam, AdamW, RMSprop
from .optimizer import Optimizer

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]

outside.at_home(globals())
outside.at_home(vars(lr_scheduler))
__getattr__ = outside.refuse("torch.optim")
