"""What a picture shows, as plain immutable data.

`picture.py` makes it from a live graph, minigrad's or PyTorch's; DOT, SVG, JSON, the stepper and the alt text are made
from it alone, and so can anything else be: `mg.draw(y).picture` is one, and `Drawing(picture)` draws one made by hand.

A picture has **cards** (tensors), **operations**, **groups** (of operations: folded into one box, or a frame around
what is in them) and **edges** between these. Each has a `key` that is its own in its picture; an edge names the keys of
its two ends. All are in the order in which they came to be.

Every text in it is the learner's or ours as it is: whoever writes HTML or SVG escapes it.
The only exceptions are `Step.sentence` and `Step.formulas`, which are finished, escaped HTML and MathML.
"""

from typing import NamedTuple

__all__ = ["Card", "Drawer", "Edge", "Group", "Operation", "Path", "Picture", "Step"]


class Card(NamedTuple):
    """A tensor, or a plain number that took part."""

    key: str  # "t0", "t1", ...: unique in its picture
    name: str  # the caller's variable; "v1", "v2", ... where it has none
    kind: str  # "leaf", "result", "constant" (recorded nowhere: grey) or "number" (grey)
    value: str | None  # as text; None: nobody holds it any more, so it is left blank
    shape: tuple[int, ...] = ()
    version: int = 0  # how often it was changed in place
    grad: str | None = None  # what `.grad` holds; None: it is None
    bucket: bool = False  # has it a `.grad` that backward fills? (a leaf that requires grad, or retain_grad)
    note: str = ""  # the small word at the right of the name: "leaf", "number", "(5, 3)"
    label: str = ""  # the small row label of the gradient that passes through: "∂y/∂w"; "": no such row
    passing: str | None = None  # that gradient; None: not computed, so it is left blank
    dtype: str = ""  # "float32"; "": not known
    heat: tuple[tuple[int, ...], ...] = ()  # of a large tensor: a small map of it, 0 the least and 15 the most; -1: nan
    hooks: int = 0  # how many functions of the learner's see its gradient first
    recorded: bool = True  # False: not behind the output (what something was detached from)


class Drawer(NamedTuple):
    """One saved value of an operation."""

    name: str  # PyTorch's: "self", "other", "result", ...
    text: str  # what lies in it ("a = 3"), or "freed"
    freed: bool = False
    changed: bool = False  # in place, after it was put there: the pass will refuse it
    value: str | None = None  # the value alone ("3"), where it is known


class Operation(NamedTuple):
    """One recorded operation: a node of PyTorch's graph."""

    key: str  # "o0", "o1", ...
    symbol: str  # "+", "×", "mean"
    name: str  # "MulBackward0"
    drawers: tuple[Drawer, ...] = ()
    recorded: bool = True  # False: grey
    line: int | None = None  # index in Picture.code of the line that made it
    hooks: int = 0  # on the node itself


class Group(NamedTuple):
    """Operations that belong together."""

    key: str  # "g0", "g1", ...
    kind: (
        str  # "module", "function", "loop", "iteration", "rest" (the iterations between the first and the last), "part"
    )
    name: str  # "model.0", "loss_fn", "× 100", "iteration 1": as it is shown
    note: str = ""  # of a module: its class; of others what kind of thing it is
    operations: int = 0  # how many are in it, at any depth
    leaves: int = 0  # how many leaves are in it and not shown
    symbols: str = ""  # what is done in it, in short: "@ + relu"
    times: int = 1  # of a loop: so many equal iterations
    folded: bool = True  # one box; False: a frame around its members
    members: tuple[str, ...] = ()  # keys of what stands in the frame
    parent: str = ""  # key of the frame it stands in itself
    opens: bool = True  # is there anything to unfold?
    line: int | None = None  # index in Picture.code of the first line in it


class Edge(NamedTuple):
    """A value that goes into an operation, or comes out of one."""

    key: str  # "e0", "e1", ...
    source: str  # key of a card or an operation
    target: str
    local: str = ""  # the local derivative, on an edge into an operation: "×1", "×b = 2"
    recorded: bool = True  # False: grey and dashed, no gradient comes back
    cut: str = ""  # "detach", "torch.no_grad()": here the way back was cut


class Path(NamedTuple):
    """One path from a tensor to the output, and what it contributes to the tensor's gradient."""

    edges: tuple[str, ...]  # keys, from the tensor to the output
    product: str  # "3·1": the local derivatives on it, from the output back; "": too long
    value: str | None = None  # what it comes to; None: not known


class Picture(NamedTuple):
    """A whole graph."""

    cards: tuple[Card, ...]
    operations: tuple[Operation, ...]
    edges: tuple[Edge, ...]
    alt: str  # the graph in words, in the chosen language
    code: tuple[str, ...] = ()  # the learner's lines that made it, in order
    groups: tuple[Group, ...] = ()  # folded boxes and open frames
    view: str = "data"  # or "pytorch": nodes and next_functions
    note: str = ""  # what the picture has left out, in words
    paths: tuple[Path, ...] = ()  # the paths that were asked for, each in a colour of its own
    sum: str = ""  # what they come to: "∂y/∂w = 3 + 2 = 5"


class Step(NamedTuple):
    """One step of the rehearsal: what it says, and what changes in the picture.

    A step's picture is the first picture with the changes of all steps up to it.
    A change is (key, slot, text): the slots of a card are "value", "passing", "grad";
    of an operation "drawer0", "drawer1", ... (its text) and "state": "waiting", "some" (some of its users have
    reported back), "ready" (all have), "done".
    """

    phase: str  # "forward" or "backward"
    number: int  # 1, 2, ... in its phase
    line: int | None  # index in Picture.code
    sentence: str  # HTML
    text: str  # the same without mark-up, for screen readers and tests
    formulas: tuple[str, ...]  # MathML, with names and then with numbers
    lit: tuple[str, ...]  # keys of what this step reads or writes
    changes: tuple[tuple[str, str, str], ...]
    flow: tuple[tuple[str, str], ...] = ()  # edges that carry something now: (key, "forward" | "backward")
    operation: str = ""  # key of the operation that is at work; "": none is
    equations: tuple[str, ...] = ()  # the formulas as text, for those who listen
