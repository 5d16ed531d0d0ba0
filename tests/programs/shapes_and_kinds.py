# %% zeros with a sign
x = torch.tensor([0.0, -0.0, 1.0])
y = torch.tensor([-0.0, 0.0, -1.0])
torch.max(x, y), torch.minimum(y, x)
x.clamp(min=0), y.clamp(max=0), y.clamp(-1, 1), torch.clamp(y, x, x)
torch.tensor([[0.0], [-1.0]]) @ torch.tensor([[-0.0, 0.0, 2.0]])
w = torch.tensor([[1.0, 0.0, -0.7], [-0.7, 2.5, 0.0]], requires_grad=True)
w.prod().backward()
w.grad
torch.tensor([float("nan"), -2.0, 0.0]).sign()
# %% small whole numbers go round
b = torch.tensor([0, 1, 3], dtype=torch.uint8)
-1 - b, b - 1, b % -2, b.fmod(-3), b.clamp(-1, 1), b.clamp(min=-1), 300 - b, b // -1
b <= -1, b == 255, b.scatter(0, torch.tensor([0]), -1), (-2) ** b
# %% halves are rounded at the end
h = torch.tensor([1.5, 0.5, 0.3], dtype=torch.float16)
torch.sigmoid(h), torch.nn.functional.softplus(h), torch.nn.functional.leaky_relu(-h)
w = torch.tensor([1.5, 0.5, 0.3], requires_grad=True)
(torch.sigmoid(w.half()) * w).sum().backward()
w.grad
# %% letters of size 1
a = torch.tensor([[3.0, -1.0, -2.0]], requires_grad=True)
torch.einsum("ij,jk->ik", a, a)
torch.einsum("ij,kj->ik", a, a), torch.einsum("i,j->ij", a[0], a[0]), torch.einsum("ij->i", a)
torch.einsum("ij,jk->ik", torch.ones(2, 3), torch.ones(2, 3))


# %% the graph of a gradient
def names(node):
    return node and [node.name().rpartition("::")[2], *[names(before) for before, _ in node.next_functions]]


w = torch.tensor([[1.0], [3.0], [2.5]], requires_grad=True)
for f in (
    lambda w: w.squeeze(),
    lambda w: w.squeeze(1),
    lambda w: w.repeat(2, 1),
    lambda w: w.repeat(1, 1, 2),
    lambda w: w.max(),
    lambda w: w.amax(0),
    lambda w: w.prod(),
    lambda w: w.prod(0),
    lambda w: w.var(),
    lambda w: w.std(0),
    lambda w: w.norm(),
    lambda w: w.norm(1, dim=0),
    lambda w: w.logsumexp(0),
    lambda w: w.median(),
    lambda w: w.max(0)[0],
    lambda w: w[[0, 0]],
    lambda w: w.sum(0),
    lambda w: w.mean(1),
    lambda w: w.log2(),
    lambda w: w.tan(),
    lambda w: w.erf(),
    lambda w: 2**w,
    lambda w: w.rsqrt(),
    lambda w: w.atan(),
    lambda w: w**w,
    lambda w: w.cumsum(0),
    lambda w: torch.cat([w, w]),
):
    (g,) = torch.autograd.grad((f(w) ** 2).sum(), w, create_graph=True)
    print(names(g.grad_fn))
# %% one batch of matrices
a = torch.ones(1, 2, 3, requires_grad=True)
names((a @ torch.ones(4, 3, 2)).grad_fn), (a @ torch.ones(4, 3, 2)).stride()
names((torch.ones(4, 2, 2) @ a).grad_fn), names((torch.ones(1, 3, 3) @ a.mT).grad_fn)
# %% a view that was there before its base wanted a gradient
a = torch.ones(2)
v = a.view(-1)
a.requires_grad_()
v.requires_grad, v.is_leaf, (v * 2).sum().requires_grad
torch.autograd.grad(v.sum(), [v, a], allow_unused=True)
# %% a hook on where a pass starts, though it goes elsewhere
b = torch.tensor(2.0, requires_grad=True)
h = b.register_hook(print)
b.backward(inputs=[torch.ones(1, requires_grad=True)])
b.grad
# %% what does not fit
f, l = torch.ones(2, 2), torch.ones(2, 2).long()
torch.addmm(f, l, f)
torch.addmm(l, f, f)
torch.addmm(f, torch.ones(2), f)
torch.addmm(torch.ones(3, 3), f, f)
torch.zeros(3).scatter_add(0, torch.zeros(3).long(), l[0])
torch.zeros(3).scatter_add(0, torch.zeros(3).long(), f)
torch.zeros(3).scatter_add(0, torch.tensor(1), torch.tensor(2.0))
l.add(l, alpha=0.5)
l.sub(l, alpha=True)
torch.addcdiv(l, l, l)
torch.addcmul(l > 0, l > 0, l > 0)
l.round(decimals=1)
torch.ones(2).mT
torch.tensor(1.0).mT
torch.tensor(1.0).narrow(0, 0, 1)
torch.tensor(1.0).mv(torch.ones(1))
torch.ones(3).unflatten(0, (2, -1))
torch.ones(3).unflatten(0, (3, -1))
torch.ones(0).norm(float("inf"))
torch.ones(0, 2).norm(float("inf"), dim=0)
torch.ones(3) > torch.ones(2)
torch.clamp(torch.ones(2, 1).requires_grad_() * 1, torch.ones(2, 1).requires_grad_(), torch.ones(3)).sum().backward()
torch.ones(2, 2).max(0).item()
torch.ones(2).sort() - 1
torch.tensor([a, a])
torch.tensor([1.0, 1.0, 2.0], requires_grad=True).unique().sum().backward()


# %% in memory
def lies(x):
    return tuple(x.shape), x.stride()


t = torch.arange(6.0).reshape(2, 3).t()
row = torch.arange(4.0).reshape(1, 4).t()
none = torch.zeros(3)[:0]
lies(t[[0, 2]]), lies(t[:, [0, 0]]), lies(t[[0], [1]]), lies(row[[1, 0]]), lies(2**t), lies(row % 2), lies(1 - row)
(
    lies(torch.where(t > 1, t, 0.0)),
    lies(torch.where(t[:1, :1] > 1, t, t)),
    lies(torch.full_like(t, 2)),
    lies(t.long() & 1),
)
lies(none), lies(none[...]), lies(none.unsqueeze(1).t()), lies(none.unsqueeze(1).min(1)[1]), lies(none.squeeze(0))
w = torch.ones(2, requires_grad=True)
w.sum().backward()
w.grad._version
# %% of another kind
w = torch.tensor([0.1, 1.3], dtype=torch.float64, requires_grad=True)
(w.float() * w).sum().backward()
w.grad
s = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
torch.autograd.grad((s * torch.ones(2)).sum(), s, create_graph=True)
torch.nn.functional.mse_loss(torch.tensor(1.5, requires_grad=True), torch.tensor(True))
torch.nn.functional.binary_cross_entropy_with_logits(torch.ones(1), torch.ones(1).half())
torch.softmax(torch.tensor([1, 2])[:0], 0), torch.ones(0).median()
(w // 2).grad_fn.next_functions
# %% a mask that is larger
w = torch.tensor([[1.0, -2.0]], requires_grad=True)
chosen = w.masked_select(torch.tensor([[True, False], [True, True]]))
chosen, names(chosen.grad_fn)
torch.autograd.grad((chosen**2).sum(), w, create_graph=True)
torch.zeros(0, 2).index_select(0, torch.tensor([0]))
torch.zeros(0).index_select(0, torch.tensor([0]))
