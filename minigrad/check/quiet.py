"""What the learner's code may not do while a check runs it: print, warn, ask, end the process, draw random numbers."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

__all__ = ["quiet"]


class Refused(RuntimeError):
    """Something that a check does not let happen."""


def _refuse(name: str) -> Callable[..., NoReturn]:
    def refused(*arguments: object, **options: object) -> NoReturn:
        raise Refused(f"{name} was called by a check")

    return refused


@contextlib.contextmanager
def quiet(namespace: Mapping[str, Any]) -> Iterator[None]:
    """Nothing is shown, and the random numbers stand where they stood."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_random_numbers_kept(namespace.get("torch")))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        shell = _shell()
        if shell:  # what is displayed, besides
            from IPython.utils.capture import capture_output

            stack.enter_context(capture_output())
        else:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        for owner, name in ((builtins, "input"), (os, "_exit"), (os, "abort")):
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, _refuse(f"{owner.__name__}.{name}".removeprefix("builtins.")))
        yield


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


@contextlib.contextmanager
def _random_numbers_kept(torch: Any) -> Iterator[None]:
    ours = random.getstate()
    try:
        theirs = torch.get_rng_state()
    except Exception:  # the learner has given that name to something else
        theirs = None
    try:
        yield
    finally:
        random.setstate(ours)
        if theirs is not None:
            torch.set_rng_state(theirs)
