"""What switches recording on and off: as a context, as a decorator, or for good; for each thread alone."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from .. import notices
from ..graph import grad_mode
from ..sentences import says

__all__ = [
    "enable_grad", "inference_mode", "is_grad_enabled", "is_inference_mode_enabled", "no_grad", "set_grad_enabled",
]  # fmt: skip


class _Switch:
    """A grad mode as a context, or as a decorator, which makes a fresh context for each call."""

    mode = False

    def __enter__(self) -> None:
        self.prev, grad_mode.enabled = grad_mode.enabled, self.mode

    def __exit__(self, *_: Any) -> None:
        grad_mode.enabled = self.prev

    def clone(self) -> Any:
        return type(self)()

    def __call__(self, orig_func: Any) -> Any:
        if inspect.isclass(orig_func):
            notices.warn(says("decorated_class"))
            return lambda *args, **kwargs: self._run(orig_func, args, kwargs)
        if inspect.isgeneratorfunction(orig_func):
            switched: Any = lambda *args, **kwargs: _Steps(self.clone, orig_func(*args, **kwargs))
        else:
            switched = lambda *args, **kwargs: self._run(orig_func, args, kwargs)
        return functools.wraps(orig_func)(switched)

    def _run(self, function: Any, args: Any, kwargs: Any) -> Any:
        with self.clone():
            return function(*args, **kwargs)


class _Steps:
    """A generator that is in the mode while it runs, and leaves its user's mode alone while it waits."""

    def __init__(self, context: Any, generator: Any) -> None:
        self._context, self._generator = context, generator

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        with self._context():
            return next(self._generator)

    def send(self, value: Any) -> Any:
        with self._context():
            return self._generator.send(value)

    def throw(self, *error: Any) -> Any:
        with self._context():
            return self._generator.throw(*error)

    def close(self) -> None:
        with self._context():
            self._generator.close()


class _BareSwitch(_Switch):
    """May decorate without brackets, too: `@no_grad`."""

    prev = False

    def __new__(cls, orig_func: Any = None) -> Any:
        return object.__new__(cls) if orig_func is None else cls()(orig_func)


class no_grad(_BareSwitch):
    """Record nothing inside.

    >>> import minigrad as torch
    >>> w = torch.tensor([1.], requires_grad=True)
    >>> with torch.no_grad():
    ...     w -= 0.5
    >>> w
    tensor([0.5000], requires_grad=True)
    """


class enable_grad(_BareSwitch):
    """Record inside, whatever holds outside."""

    mode = True


class set_grad_enabled(_Switch):
    """Switch recording on or off, at once; as a context, until its end."""

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise says("enabled_bool", type(mode).__name__)
        self.prev, self.mode = grad_mode.enabled, mode
        grad_mode.enabled = mode

    def __enter__(self) -> None:
        grad_mode.enabled = self.mode

    def __call__(self, orig_func: Any) -> Any:
        grad_mode.enabled = self.prev  # a decorator switches nothing yet
        return super().__call__(orig_func)

    def clone(self) -> Any:
        return type(self)(self.mode)

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.mode})"


class inference_mode(_Switch):
    """Record nothing inside, and mark what is made there: it stays out of every graph."""

    def __new__(cls, mode: Any = True) -> Any:
        return object.__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: Any = True) -> None:
        self.inference = mode

    def __enter__(self) -> None:
        self.before = grad_mode.enabled, grad_mode.inference
        grad_mode.enabled, grad_mode.inference = not self.inference, self.inference

    def __exit__(self, *_: Any) -> None:
        grad_mode.enabled, grad_mode.inference = self.before

    def clone(self) -> Any:
        return type(self)(self.inference)


def is_grad_enabled() -> bool:
    return grad_mode.enabled


def is_inference_mode_enabled() -> bool:
    return grad_mode.inference
