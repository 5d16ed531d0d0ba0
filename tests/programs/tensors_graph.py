# %% dtypes in the graph
x = torch.tensor([1., 2.], requires_grad=True)
x.double(), x.half(), x.long(), x.float() is x
y = (x.double() * 3).sum()
y.backward()
x.grad
x.grad = None
(x * torch.tensor([1., 2.], dtype=torch.float64)).sum().backward()
x.grad
x.to(torch.float64).grad_fn.next_functions
x // 2, x.floor(), x > 1
(x // 2).sum().backward()

# %% choosing
x = torch.tensor([[1., 5., 3.], [4., 2., 6.]], requires_grad=True)
x.max(), x.max(1), x.min(0), x.argmax(), torch.max(x, x * 0)
values, indices = x.max(dim=1)
values.sum().backward()
x.grad
x.max(1).values.grad_fn._saved_indices, x.max(1).values.grad_fn.next_functions[0][0].variable is x
x.grad = None
x.max().backward()
x.grad
x.gather(1, torch.tensor([[0, 0], [2, 2]])).sum().backward()
x.grad
w = torch.where(x > 3, x, torch.zeros(2, 3))
w, w.grad_fn._saved_condition
x.masked_fill(x > 3, 0.), x.clamp(2, 4), x.sort(1), x.topk(2)
y = x.gather(1, torch.tensor([[0], [1]])).sum()
y.backward()
y.backward()
y = x.max(1).values.sum()
y.backward()
y.backward()
torch.tensor([1., 1., 0.], requires_grad=True).max()
t = torch.tensor([1., 1., 0.], requires_grad=True)
t.max().backward()
t.grad
t.grad = None
t.max(0).values.backward()
t.grad
t.grad = None
torch.max(t, torch.ones(3)).sum().backward()
t.grad

# %% joining and taking apart
a = torch.tensor([1., 2.], requires_grad=True)
b = torch.tensor([3.], requires_grad=True)
c = torch.cat([a, b, a])
c, c.grad_fn.next_functions[1][0].variable is b, len(c.grad_fn.next_functions)
(c * torch.arange(5.)).sum().backward()
a.grad, b.grad
torch.stack([a, a * 2]), torch.stack([a, a]).grad_fn.name()
torch.split(a, 1), torch.chunk(c, 2), a.unbind(), [v for v in a]
torch.outer(a, a), torch.meshgrid(a, b, indexing="ij")
torch.cat([a, torch.tensor([1, 2])]), torch.stack([torch.tensor(1), torch.tensor(2.)])
torch.cat([a, torch.ones(1)]).grad_fn.next_functions
torch.einsum("i,i->", a, a).detach(), torch.einsum("i,j->ij", a, a).detach()

# %% reductions
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
x.std(), x.var(0), x.norm(), x.prod(), x.prod(1), x.cumsum(0), x.logsumexp(1), x.softmax(0), x.log_softmax(1)
for f in (torch.std, torch.var, torch.norm, torch.prod):
    x.grad = None
    f(x).backward()
    print(x.grad)
z = torch.tensor([0., 2., 0.], requires_grad=True)
z.prod().backward()
z.grad
z.grad = None
z.norm().backward()
z.grad
torch.zeros(2, requires_grad=True).norm(), torch.tensor([3., 4.]).norm(), x.mean((0, 1)), x.sum(dim=())
n = torch.zeros(2, requires_grad=True)
n.norm().backward()
n.grad
n.grad = None
n.abs().sum().backward()
n.grad
n.std().backward()
n.grad

# %% in place
x = torch.tensor([1., -2., 3.])
x.clamp_(min=0), x.relu_(), x.abs_(), x.neg_(), x.round_(), x.fill_(4), x.sqrt_(), x._version
x.masked_fill_(x > 1, 7.), x.scatter_(0, torch.tensor([0]), 5.), x.add_(1, alpha=2), x.addcmul_(x, x, value=0.5), x._version
w = torch.tensor([2.], requires_grad=True)
y = w * 3
y.exp_()
y.clamp_(max=1)
y.backward()
w.grad
y = w * 3
z = y.sin()
y.mul_(2)
z.backward()
torch.tensor([1, 2]).floor_divide_(2), torch.tensor([5., 7.]).remainder_(3), torch.tensor([1.5]).fmod_(1)
m = torch.ones(2, 3)
m.t_().shape, m.unsqueeze_(0).shape, m.squeeze_().shape, m.transpose_(0, 1).shape, m.resize_(2).shape
