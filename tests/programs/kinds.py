# %% every function on every kind of number: what it gives, and what it refuses
def answer(*label, of):
    try:
        found = of()
        found = (str(found.dtype)[6:], found) if isinstance(found, torch.Tensor) else found
        print(*label, "->", " ".join(repr(found).split()))
    except Exception as error:
        print(*label, "->", type(error).__name__, error)

KINDS = torch.bool, torch.uint8, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64
ONE = (
    "abs acos ceil cos erf exp floor log log2 neg reciprocal rsqrt sigmoid sign sqrt tanh trunc relu round square isnan "
    "isfinite logical_not bitwise_not sum mean prod std max amin argmax any sort argsort median norm clone unique "
    "count_nonzero tril"
).split()
ALONG = "log_softmax cumsum logsumexp max min median sum mean sort unbind argmin".split()
TWO = (
    "add sub mul div floor_divide remainder fmod pow maximum min eq lt logical_and bitwise_and where matmul dot "
    "add_ sub_ mul_ div_ pow_ copy_ remainder_ floor_divide_"
).split()
NUMBERS = "add sub mul div floor_divide remainder fmod pow eq clamp_min masked_fill full_like fill_ add_ sub_ div_ pow_"

def some(kind, first=1):
    return torch.tensor([True, False, True] if kind is torch.bool else [first, 0, 3], dtype=kind)

for kind in KINDS:
    x, name = some(kind), str(kind)[6:]
    for f in ONE:
        answer(f, name, of=lambda: getattr(torch, f)(x))
        answer(f, name, "of one", of=lambda: getattr(torch, f)(x[2]))
    for f in ALONG:
        answer(f, name, 0, of=lambda: getattr(torch, f)(x, 0))
        answer(f, name, "of one", 0, of=lambda: getattr(torch, f)(x[2], 0))

# %% two kinds of numbers
def two(f, x, y):
    return torch.where(x > 0, x, y) if f == "where" else getattr(x.clone(), f)(y)

SOME = torch.bool, torch.int64, torch.float32, torch.float64
for kind in SOME:
    for other in SOME:
        x, y = some(kind), some(other, 2) + (torch.tensor([False, True, False]) if other is torch.bool else 1)
        for f in TWO:
            answer(f, str(kind)[6:], str(other)[6:], of=lambda: two(f, x, y))

# %% a kind of number and a Python number
def number(f, x, n):
    if f == "masked_fill":
        return x.masked_fill(x > 0, n)
    return torch.full_like(x, n) if f == "full_like" else getattr(x.clone(), f)(n)

for kind in SOME[:3]:
    for n in (2, -1, 0, 2.5, 0.0):
        x = some(kind)
        for f in NUMBERS.split():
            answer(f, str(kind)[6:], n, of=lambda: number(f, x, n))
        answer(n, "-", str(kind)[6:], of=lambda: n - x)
        answer(n, "/", str(kind)[6:], of=lambda: n / x)
        answer(n, "**", str(kind)[6:], of=lambda: n ** x)
        answer(n, "//", str(kind)[6:], of=lambda: n // (x + (x == 0)))
        answer(n, "%", str(kind)[6:], of=lambda: n % (x + (x == 0)))

# %% products
for kind in KINDS:
    x = some(kind)
    m = x.expand(3, 3).clone()
    y = torch.ones(3, 3, 2)
    for f in ("x @ x", "m @ x", "x @ m", "m @ m", "m[None] @ m[None]", "m[None] @ m", "torch.addmm(x, m, m)",
              "torch.bmm(m[None], m[None])", "torch.outer(x, x)", "x @ y", "m @ y", "y @ m", "y.mT @ m", "y @ y.mT",
              "torch.mm(m, y[0])", "y[0].mv(x)", "m[:2] @ m[:2].double()", "x[:2] @ m", "y[:, :2] @ y.long()"):  # fmt: skip
        answer(f, str(kind)[6:], of=lambda: eval(f, {"x": x, "m": m, "y": y, "torch": torch}))

# %% how results lie in memory
def lie(*tensors):
    print(*[f"{tuple(t.shape)}:{t.stride()}{'' if t.is_contiguous() else '!'}" for t in tensors])

row, m, c = torch.ones(1, 3), torch.ones(2, 3), torch.ones(2, 1, 3, 1)
lie(row.t(), row.t() * 2, row.t() + row.t(), row.t().exp(), row.t() == 1, row.t().clone(), row.t().contiguous())
lie(m.t() + 1, m.t() + m.t(), m.t() * torch.ones(3, 2), torch.ones(3, 2) * m.t(), m.t() @ m, m.t().relu(), -m.t())
lie(m[1:, 1:], m[1:, 1:].clone(), m[1:, 1:] * 2, m[:, ::2], m[:, :1], m[::2], m[::2].relu(), m[2:], m[2:] + 1)
lie(c.transpose(0, 3), c.transpose(0, 3) * 2, c.permute(2, 0, 3, 1).exp(), c.squeeze(), c.mT, c.mT + c.mT.clone())
lie(row.expand(1, 3), row.expand(2, 3), row.expand(1, 1, 3), row.expand(2, 3) + 1, row[0].expand(1, 3), row.expand(2, 3).clone())
lie(torch.ones(()).expand(1), torch.ones(()).expand(2, 1).reshape(2), m.sum(0, keepdim=True), m.T.cumsum(0), m.T.softmax(0))
lie(torch.cat([m.T, m.T]), torch.stack([m.T, m.T], -1), m.T.flip(0), torch.ones_like(m.T), torch.zeros_like(m[::2]), m.T.double())
lie(m.T[None], m.T.unsqueeze(-1), m[0].view(1, -1, 1), m[:, 0].view(1, -1), m[:, 0].reshape(2, 1), m.T.reshape(1, 6), m.nonzero())
lie(torch.zeros(0, 3), torch.zeros(2, 0, 3), torch.zeros(2, 0)[None], m[m > 5], m[m > 5][None], m[[0]])
lie(torch.where(m.T > 0, m.T, 0), m.T.clamp(0, 1), m.T.masked_fill(m.T > 0, 2), m.T.max(0).values, m.T.max(0, keepdim=True)[0])
m.t().add(1).view(-1)
m[:, 0].reshape(2, 1).requires_grad_().grad_fn

# %% tensors among data
one, two, yes = torch.tensor(1., dtype=torch.float64), torch.tensor(2, dtype=torch.int32), torch.tensor(True)
torch.tensor([one, one]), torch.tensor([one, 1]), torch.tensor([1, one]), torch.tensor([[1.5], [one]])
torch.tensor([two, two]), torch.tensor([two, 1]), torch.tensor([two, 2.5]), torch.tensor([[two, two], [1, 2.]])
torch.tensor([yes, yes]), torch.tensor([yes, 1]), torch.tensor([two.half(), 1.5])
torch.tensor([torch.ones(1), 2]), torch.tensor([True, 2.5])
torch.tensor([torch.ones(2), torch.ones(2)])
