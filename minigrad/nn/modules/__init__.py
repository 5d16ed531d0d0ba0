"""`torch.nn.modules`."""

from .container import *  # noqa: F403
from .layers import *  # noqa: F403
from .loss import *  # noqa: F403
from .module import Module as Module
