"""PyTorch's CPU generator: the same seed gives the same numbers, in float32 to the last bit.

It is a Mersenne twister whose 32-bit words become uniform numbers (24 bits for float32, 53 for float64) and,
by Box and Muller's method, normal ones: in blocks of 16 from 16 numbers on, in pairs below.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from .sentences import check

BLOCK = 16  # from this many on, normal numbers are made in blocks


STATE = np.dtype(
    {
        "names": ["seed", "left", "seeded", "next", "words", "spare", "has_spare"],
        "formats": ["u8", "i4", "i4", "u8", ("u8", 624), "f8", "i4"],
        "offsets": [0, 8, 12, 16, 24, 5024, 5040],
        "itemsize": 5056,
    }
)


class Generator:
    """A stream of random numbers.

    >>> Generator().manual_seed(0).rand((3,)).round(4)
    array([0.4963, 0.7682, 0.0885], dtype=float32)
    """

    def __init__(self, device: str = "cpu") -> None:
        self.manual_seed(67280421310721)  # PyTorch's default seed

    def manual_seed(self, seed: int) -> Generator:
        self._seed = int(seed)
        self.__dict__.pop("_twister", None)
        self._spare: float | None = None  # the second number of a pair
        return self

    @functools.cached_property
    def _twister(self) -> np.random.RandomState:
        return np.random.RandomState(self._seed & 0xFFFFFFFF)  # when first asked for: NumPy loads it late, too

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"

    def initial_seed(self) -> int:
        return self._seed

    def seed(self) -> int:
        """Start from a seed that the system chooses."""
        self.manual_seed(int.from_bytes(np.random.SeedSequence().generate_state(2, np.uint32).tobytes(), "little"))
        return self._seed

    def state(self) -> np.ndarray:
        """All it needs to go on from here, byte by byte as PyTorch lays it out."""
        state: Any = self._twister.get_state(legacy=True)
        _, key, at, *_ = state
        whole = np.zeros(1, STATE)
        fresh = at == len(key)
        whole["seed"], whole["left"], whole["seeded"] = self._seed & (2**64 - 1), 1 if fresh else 625 - at, 1
        whole["next"], whole["words"] = 0 if fresh else at, key
        if self._spare is not None:
            whole["spare"], whole["has_spare"] = self._spare, 1
        return whole.view(np.uint8)

    def restore(self, state: np.ndarray) -> None:
        check(state.dtype == np.uint8 and state.size == STATE.itemsize, "rng_state", state.size)
        whole = np.ascontiguousarray(state).view(STATE)[0]
        self._seed = int(whole["seed"])
        at = int(whole["next"]) or 624
        self._twister.set_state(("MT19937", whole["words"].astype(np.uint32), at, 0, 0.0))
        self._spare = float(whole["spare"]) if whole["has_spare"] else None

    def words(self, n: int) -> np.ndarray:
        """n raw words of 32 bits."""
        return self._twister.randint(0, 2**32, size=n, dtype=np.uint64)

    def double_words(self, n: int) -> np.ndarray:
        """n words of 64 bits, each from two, the high half first."""
        pair = self.words(2 * n).reshape(n, 2)
        return (pair[:, 0] << np.uint64(32)) | pair[:, 1]

    def rand(self, size: tuple[int, ...], dtype: type = np.float32) -> np.ndarray:
        """Uniform in [0, 1)."""
        n = math.prod(size)
        if dtype is np.float64:
            return ((self.double_words(n) & np.uint64(2**53 - 1)) * 2.0**-53).reshape(size)
        return ((self.words(n) & np.uint64(2**24 - 1)).astype(np.float32) * np.float32(2.0**-24)).reshape(size)

    def uniform(self, size: tuple[int, ...], dtype: Any, low: float, high: float) -> np.ndarray:
        """Uniform in [low, high)."""
        return _scaled(self.rand(size, dtype), dtype(high) - dtype(low), low)

    def randn(self, size: tuple[int, ...], dtype: Any = np.float32, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
        """Normal, with this mean and standard deviation."""
        n = math.prod(size)
        if n < BLOCK:
            few = np.array([self._normal() for _ in range(n)]).reshape(size)
            return _scaled(few, std, mean).astype(dtype)
        whole = n - n % BLOCK
        uniform = np.resize(self.rand((whole if dtype is np.float16 else n,), dtype), n)
        _to_normal(uniform[:whole])
        if n % BLOCK:  # the last block is drawn anew and overlaps the one before
            uniform[-BLOCK:] = self.rand((BLOCK,), dtype)
            _to_normal(uniform[-BLOCK:])
        return _scaled(uniform.reshape(size), std, mean)

    def _normal(self) -> float:
        if self._spare is not None:
            spare, self._spare = self._spare, None
            return spare
        turn, depth = self.rand((2,), np.float64).tolist()
        radius, angle = math.sqrt(-2 * math.log1p(-depth)), 2 * math.pi * turn
        self._spare = radius * math.sin(angle)
        return radius * math.cos(angle)

    def randint(self, low: int, high: int, size: tuple[int, ...]) -> np.ndarray:
        """Whole numbers in [low, high)."""
        n, span = math.prod(size), high - low
        drawn = self.words(n) if span < 2**32 else self.double_words(n)
        return (drawn % np.uint64(span)).astype(np.int64).reshape(size) + low

    def randperm(self, n: int) -> np.ndarray:
        """The numbers below n in random order."""
        order = np.arange(n)
        for i, word in enumerate(self.words(max(n - 1, 0)).tolist()):
            j = i + word % (n - i)
            order[i], order[j] = order[j], order[i]
        return order


def _scaled(drawn: np.ndarray, factor: float, shift: float) -> np.ndarray:
    """drawn * factor + shift, rounded once: processors do it in one step."""
    kind: Any = drawn.dtype.type
    if (factor, shift) == (1, 0):
        return drawn
    wide: Any = np.longdouble if kind is np.float64 else np.float64
    return (drawn.astype(wide) * wide(kind(factor)) + wide(kind(shift))).astype(kind)


def _to_normal(uniform: np.ndarray) -> None:
    """Turn blocks of 16 uniform numbers into normal ones, in place: the first 8 give radii, the others angles."""
    blocks, half, kind = uniform.reshape(-1, BLOCK), BLOCK // 2, uniform.dtype.type
    depth, angle = 1 - blocks[:, :half], kind(2 * math.pi) * blocks[:, half:]
    if kind is np.float32:
        log, (cos, sin) = _log(depth), _cos_sin(angle)
    else:
        log, cos, sin = np.log(depth), np.cos(angle), np.sin(angle)
    radius = np.sqrt(kind(-2) * log)
    blocks[:, :half], blocks[:, half:] = radius * cos, radius * sin


# ---- logarithm, cosine and sine of float32 as PyTorch computes them for eight numbers at a time, to the last bit ---


def _fused(a: Any, b: Any, c: Any) -> np.ndarray:
    """a * b + c in float32, rounded once."""
    return (np.multiply(a, b, dtype=np.float64) + c).astype(np.float32)


def _polynomial(x: np.ndarray, *coefficients: float) -> Any:
    """By Horner's scheme, the highest power first."""
    return functools.reduce(lambda y, c: _fused(y, x, c), np.array(coefficients, np.float32))


def _log(x: np.ndarray) -> np.ndarray:
    """Of the mantissa, between sqrt(1/2) and sqrt(2), by a polynomial; the exponent counts log(2) in two parts."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < np.float32(0.707106781186547524)
    x, e = np.where(low, 2 * mantissa, mantissa) - 1, (exponent - low).astype(np.float32)
    z = x * x
    y = x * _polynomial(
        x, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
        2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    )  # fmt: skip
    y = _fused(y, z, e * np.float32(-2.12194440e-4)) - z / 2
    return _fused(e, np.float32(0.693359375), x + y)


# half a right angle, in three parts that add up to more digits than one number of 32 bits has
QUARTER = np.array([-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8], np.float32)


def _cos_sin(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the distance to the nearest quarter of a turn, by polynomials; then turned by the quarters."""
    octant = ((x * np.float32(4 / math.pi)).astype(np.int32) + 1) & ~1
    for part in QUARTER:
        x = _fused(octant.astype(np.float32), part, x)
    z = x * x
    cos = _polynomial(z, 2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2) * z
    sin = _polynomial(z, -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1) * z
    cos, sin = _fused(cos, z, -z / 2) + 1, _fused(sin, x, x)
    sign = 1 - 2 * ((octant & 4) != 0).astype(np.float32)
    turned = (octant & 2) != 0
    return sign * np.where(turned, -sin, cos), sign * np.where(turned, cos, sin)


default_generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Start the default generator anew.

    >>> import minigrad as torch
    >>> _ = torch.manual_seed(0)
    >>> torch.rand(3)
    tensor([0.4963, 0.7682, 0.0885])
    """
    return default_generator.manual_seed(int(seed))
