"""`torch.utils`, as far as data goes."""

from .. import outside
from . import data

__all__ = ["data"]

__getattr__ = outside.refuse("torch.utils")
