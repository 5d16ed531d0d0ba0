"""`torch.utils.data`: data sets, the order in which they are visited, and batches."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from .. import dtypes, notices, outside, random
from .. import functional as F
from ..sentences import check, says
from ..tensor import Tensor

__all__ = [
    "BatchSampler", "DataLoader", "Dataset", "RandomSampler", "Sampler", "SequentialSampler", "Subset",
    "TensorDataset", "default_collate", "random_split",
]  # fmt: skip

__getattr__ = outside.refuse("torch.utils.data")

T = TypeVar("T", covariant=True)

# ---- data sets ---------------------------------------------------------------------------------------------


class Dataset(Generic[T]):
    """Examples by number: a subclass says which one `data[i]` is, and how many there are."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")


class TensorDataset(Dataset[Any]):
    """The i-th example is the i-th row of each tensor.

    >>> import minigrad as torch
    >>> TensorDataset(torch.tensor([1, 2]), torch.tensor([3, 4]))[1]
    (tensor(2), tensor(4))
    """

    def __init__(self, *tensors: Tensor) -> None:
        check(all(tensor.size(0) == tensors[0].size(0) for tensor in tensors), "tensor_sizes")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].size(0)


class Subset(Dataset[Any]):
    """Some of the examples, by number."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[float], generator: Any = None) -> list[Subset]:
    """Parts that have no example in common, drawn at random; lengths, or fractions that sum to 1."""
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        for i, fraction in enumerate(lengths):
            check(0 <= fraction <= 1, "fraction", i)
        whole = [math.floor(len(dataset) * fraction) for fraction in lengths]
        for i in range(len(dataset) - sum(whole)):  # what is left over goes round
            whole[i % len(whole)] += 1
        for i, n in enumerate(whole):
            if n == 0:
                notices.warn(says("empty_split", i))
        lengths = whole
    check(sum(lengths) == len(dataset), "split_lengths")
    indices = (generator or random.default_generator).randperm(len(dataset)).tolist()
    sizes: list[Any] = list(lengths)
    return [Subset(dataset, indices[end - n : end]) for end, n in zip(itertools.accumulate(sizes), sizes)]


# ---- the order ---------------------------------------------------------------------------------------------


def _drawn_seed(generator: Any) -> int:
    """A number of 63 bits, as `random_()` draws it."""
    return int((generator or random.default_generator).double_words(1)[0]) & (2**63 - 1)


class Sampler(Generic[T]):
    """The numbers of the examples, in the order in which they are visited."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError


class SequentialSampler(Sampler[int]):
    """As they come."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """In PyTorch's random order for the same seed."""

    def __init__(
        self, data_source: Any, replacement: bool = False, num_samples: int | None = None, generator: Any = None
    ) -> None:
        self.data_source, self.replacement, self._num_samples = data_source, replacement, num_samples
        self.generator = generator
        check(isinstance(replacement, bool), "replacement", replacement)
        check(isinstance(self.num_samples, int) and self.num_samples > 0, "num_samples", self.num_samples)

    @property
    def num_samples(self) -> int:
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        source = self.generator
        if source is None:
            source = random.Generator().manual_seed(_drawn_seed(None))
        n, whole = len(self.data_source), 32 if self.replacement else len(self.data_source)
        for _ in range(self.num_samples // whole):
            yield from (source.randint(0, n, (whole,)) if self.replacement else source.randperm(n)).tolist()
        rest = self.num_samples % whole
        yield from (source.randint(0, n, (rest,)) if self.replacement else source.randperm(n)[:rest]).tolist()

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The numbers of another sampler, in lists.

    >>> list(BatchSampler(SequentialSampler(range(5)), batch_size=2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool) -> None:
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        check(isinstance(drop_last, bool), "drop_last", drop_last)
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[int]]:
        indices = iter(self.sampler)
        while batch := list(itertools.islice(indices, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)


# ---- batches -----------------------------------------------------------------------------------------------


def default_collate(batch: Sequence[Any]) -> Any:
    """Examples in one: tensors and numbers in tensors with one dimension more, tuples and dicts entry by entry.

    >>> default_collate([(1.0, 2), (3.0, 4)])
    [tensor([1., 3.], dtype=torch.float64), tensor([2, 4])]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return F.stack(list(batch))
    if isinstance(first, (np.ndarray, np.generic)) and first.dtype.kind not in "SUO":
        return F.from_numpy(np.stack(batch))
    if isinstance(first, float):
        return F.tensor(list(batch), dtype=dtypes.float64)
    if isinstance(first, int):
        return F.tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return type(first)({key: default_collate([one[key] for one in batch]) for key in first})  # type: ignore[call-arg]
    if isinstance(first, Sequence):
        check(all(len(one) == len(first) for one in batch), "batch_lengths")
        entries = [default_collate(entry) for entry in zip(*batch)]
        return type(first)(*entries) if hasattr(first, "_fields") else entries
    raise says("collate", first.dtype if isinstance(first, np.ndarray) else type(first))


class DataLoader(Generic[T]):
    """The examples of a data set in batches, in PyTorch's order for the same seed.

    >>> import minigrad as torch
    >>> data = TensorDataset(torch.arange(5))
    >>> [batch.tolist() for (batch,) in DataLoader(data, batch_size=2)]
    [[0, 1], [2, 3], [4]]
    """

    def __init__(
        self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None,
        pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None, generator=None,
        *, prefetch_factor=None, persistent_workers=False, pin_memory_device="", in_order=True,
    ) -> None:  # fmt: skip
        check(num_workers >= 0, "workers")
        check(sampler is None or not shuffle, "sampler_shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise says("batch_sampler")
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")
        if sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler, self.generator = sampler, batch_sampler, generator
        self.num_workers, self.pin_memory = num_workers, pin_memory  # one process does it all, in main memory
        self.collate_fn = collate_fn or (default_collate if batch_sampler is not None else lambda example: example)

    def __iter__(self) -> Iterator[Any]:
        _drawn_seed(self.generator)  # the workers' seed, which PyTorch draws also where there are none
        return self._batches()

    def _batches(self) -> Iterator[Any]:
        for chosen in self.sampler if self.batch_sampler is None else self.batch_sampler:
            one_by_one = self.batch_sampler is None
            yield self.collate_fn(self.dataset[chosen] if one_by_one else [self.dataset[i] for i in chosen])

    def __len__(self) -> int:
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)


outside.at_home(globals())
