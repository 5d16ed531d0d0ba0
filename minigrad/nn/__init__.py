"""`torch.nn`: modules, and what they are made of."""

from .. import outside
from . import functional as functional
from . import init as init
from . import parameter as parameter
from .modules import *  # noqa: F403
from .modules import Module as Module
from .parameter import Parameter as Parameter

outside.at_home(globals())
__getattr__ = outside.refuse("torch.nn")
