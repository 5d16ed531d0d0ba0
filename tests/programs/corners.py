# %% tensors without dimensions
w = torch.tensor(4., requires_grad=True)
w.gather(0, torch.zeros(3, dtype=torch.int64))
w.gather(0, torch.zeros(3, dtype=torch.int64)).sum().backward()
w.grad
w.index_select(0, torch.tensor([0]))
w.index_select(0, torch.tensor([0])).backward()
w.grad
w.index_select(0, torch.tensor([0, 0]))
w.gather(0, torch.zeros(2, 2, dtype=torch.int64))
w[0,]
torch.tensor([1., 2.], requires_grad=True).gather(0, torch.tensor(1))
w.movedim(0, -1)

# %% parts of nothing
x = torch.ones(0, requires_grad=True)
x.chunk(3)
x.amax(-1)
torch.ones(0, 2).amin((0, 1))
torch.ones(0, 2).amin(1)
torch.ones(1, 3)[1:].min(-1)[0].stride()

# %% the origin has no direction
x = torch.tensor([0., 1.], requires_grad=True)
y = torch.tensor([0., 2.], requires_grad=True)
torch.atan2(x, y).sum().backward()
x.grad, y.grad

# %% what a sum of products ends with
a = torch.ones(2, 3, requires_grad=True)
torch.einsum("ij,kj->ik", a, a)
torch.einsum("ij->ji", a)

# %% rules of rules
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.grad((torch.maximum(x, x.flip(0)) ** 2).sum(), x, create_graph=True)
y = torch.tensor([2., 1.])
torch.autograd.grad((torch.maximum(x, y) ** 2).sum(), x, create_graph=True)
torch.autograd.grad((torch.minimum(x, y) ** 2).sum(), x, create_graph=True)

# %% how copies lie in memory
c = torch.ones(2, 3)[1:, -1]
c.stride(), c.clone().stride(), c.double().stride(), c.sort()[0].stride(), (c * 2).stride()
m = torch.tensor([[3., 1., 2.], [6., 5., 4.]]).T
m.sort(0).values.stride(), m.sort(0).indices.stride()
m.sort(0)

# %% which index is meant
m[None, 0, 2]
m[0, 5]
m[..., 9]

# %% dtypes without a kernel
b = torch.tensor([True])
torch.clamp(b, min=b, max=b)
n = torch.tensor([1, 0])
torch.nn.functional.binary_cross_entropy_with_logits(n, n)
torch.nn.functional.binary_cross_entropy_with_logits(b, b)

# %% how sums lie in memory
m = torch.ones(2, 3, 4).permute(2, 1, 0)
m.sum(1).stride(), m.var(0).stride(), m.amax(2).stride(), (m > 0).all(1).stride(), m.logsumexp(0).stride()
