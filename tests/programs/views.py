# %% a view's history after its memory was changed unrecorded
def graph(node, depth=0):
    if node is not None:
        print("  " * depth + node.name())
        for other, _ in node.next_functions:
            graph(other, depth + 1)

w = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
row, turned = w[0], w.t()
with torch.no_grad():
    w -= 1
row, turned
graph(row.grad_fn)
row.sum().backward()
w.grad
y = w * 2
row = y[0]
y.detach().add_(1)
row
graph(row.grad_fn)

# %% views made unrecorded
w = torch.tensor([1., 2.], requires_grad=True)
with torch.no_grad():
    v = w.view(2, 1)
v, v.requires_grad, v.is_leaf, v._is_view()
y = v * 2
y, y.grad_fn.next_functions
y.sum().backward()
w.grad, v.grad
v.sum().backward()
v.backward(torch.ones(2, 1))
torch.autograd.grad((v * 2).sum(), v)
torch.autograd.grad((v * 2).sum(), v, allow_unused=True)
v.add_(1)
v[0].add_(1)
with torch.no_grad():
    v += 1
v
v.grad_fn
v * 2
w

# %% a view of what requires a gradient later
a = torch.zeros(2, 2)
v = a.t()
a.requires_grad_()
v
v.mul_(2)
b = torch.zeros(2).detach().view(2, 1)
b.requires_grad_()
b[0] = 1
b.detach_()
torch.ones(2).view(2).detach_()
torch.ones(2, 3).t().reshape(6).detach_()._is_view()

# %% which complaint comes first
w = torch.tensor([[1.], [2.], [3.]], requires_grad=True)
w.copy_(torch.zeros(2, 2))
w.add_(torch.zeros(2, 2))
w -= w.view(1, 3)
w.view(3)[0] = w
y = w * 1
y.copy_(torch.zeros(2, 2))
y.copy_(torch.zeros(1, 3))
y.copy_(y.t())
y.add_(y.t())
y.data.add_(y)
y.expand(3, 2).mul_(2)
y.detach().expand(3, 2).mul_(2)
torch.zeros(1).expand(3).fill_(2)
torch.zeros(3, 1).expand(3, 2).zero_()
torch.zeros(1).expand(3)[:2] = 1
torch.zeros(()).copy_(torch.zeros(2))
torch.zeros(1).copy_(torch.zeros(2, 2))

# %% what is written
def written(key, value, *size):
    x = torch.zeros(*size)
    x[key] = value
    graph(x.grad_fn)
    return x.tolist()

w = torch.tensor([[1., 2.]], requires_grad=True)
written(0, w, 3, 2)
written(slice(2), w, 3, 2)
written(slice(2), w[0, 0], 3, 2)
written(..., w.sum(), 3, 2)
written(..., w.sum())
written([0, 2], w, 3, 2)
written(torch.tensor([True, False, True]), w, 3, 2)
written((0, [1, 0]), w, 3, 2)
written((slice(None), None, 0), w.sum(), 3, 2)
written(torch.tensor(False), w, 3, 2)
written((0, 1), w[0, :1], 3, 2)
written(0, torch.ones(3), 3, 2)
written(0, w.t(), 3, 2)
written([0, 1], torch.ones(3), 3, 2)
written([0, 5], 1, 3, 2)
written(0, [1., 2.], 3, 2)
written(0, "one", 3, 2)
written(5, 1, 3, 2)
written(5, 1)
written(0, 1)
x = torch.tensor(2., requires_grad=True)
x[x > 1] = 1
y = x * 1
y[y > 1] = 1
y

# %% what is read
x = torch.arange(12.).reshape(3, 4).requires_grad_()
def read(*key):
    y = x[key if len(key) != 1 else key[0]]
    graph(y.grad_fn)
    return y

read(0, [1, 2])
read([0, 2], 1)
read(slice(None), [0, 0, 1])
read(..., [0, 1])
read([0, 1], None, [1, 2])
read(None, [2, 0])
read(True)
read(torch.tensor(False))
read(torch.tensor(1), 2)
read(torch.tensor([1]), 2)
read(slice(None), slice(None))
read(slice(0, 3))
read(...)
read(x > 9)
read(torch.tensor([True, False, True]), 1)
read(torch.tensor([True, False]))
read(0, [True, False, True])
read(torch.ones(3, 3) > 0)
read(torch.tensor([0., 1.]))
read([0, 3])
read([[0, 1], [1, 0]], [2, 3])
read(0, 0, 0)
read(0.5)
z = torch.zeros(0, 2)
z[[0]]
z[0]
y = x[[0, 0]]
y.sum().backward()
y.sum().backward()
m = x[x > 9]
torch.autograd.grad((m ** 2).sum(), x, create_graph=True)[0].grad_fn.name()
torch.autograd.grad((x.max(0)[0] ** 2).sum(), x, create_graph=True)[0].grad_fn.name()

# %% what was saved has changed: whose output it was
def complain(make):
    x = torch.ones(2, 2, requires_grad=True)
    y = make(x)
    loss = (y * y).sum()
    y.detach().add_(1)
    loss.backward()

complain(lambda x: x.sum(0))
complain(lambda x: x ** x)
complain(lambda x: x.max(0)[0])
complain(lambda x: x.t())
complain(lambda x: 1 - x)
complain(lambda x: torch.zeros(2, 2).copy_(x))
complain(lambda x: torch.autograd.grad(torch.tanh(x).sum(), x, create_graph=True)[0])

# %% several views of one operation
x = torch.arange(6.).reshape(3, 2).requires_grad_()
a, b, c = (x * 2).unbind()
a.grad_fn is b.grad_fn, a.output_nr, c.output_nr, a._is_view(), (a * b).grad_fn.next_functions[1][1]
graph((a * c).grad_fn)
(a * c).sum().backward()
x.grad
rows = [row for row in x]
rows[1], rows[1].output_nr
rows[1].mul_(2)
rows[1].detach().mul_(2)
rows[1]
rows[1].view(2, 1)
x
y = x * 1
first, rest = y.split([1, 2])
rest.add_(1)
rest.view(-1).add_(1)
y.add_(1)
first
parts = x.chunk(2)
parts[1].grad_fn, [p.output_nr for p in parts], [p.shape for p in parts]
g, = torch.autograd.grad((parts[0] * parts[0]).sum(), x, create_graph=True)
graph(g.grad_fn)
torch.autograd.grad(g.sum(), x)
g, = torch.autograd.grad((x.unbind(1)[1] ** 3).sum(), x, create_graph=True)
g, torch.autograd.grad(g.sum(), x)[0]
node = x.unbind()[2].grad_fn
node.name(), node.next_functions[0][0].name()
u, v, w = x.unbind()
u.grad_fn.register_hook(lambda into, out: print(into, out))
(u + v).sum().backward()
with torch.no_grad():
    u, v, w = x.unbind()
u.requires_grad, u.grad_fn, u._is_view()
w.add_(1)
torch.zeros(2, 3).unbind()[0].add_(1)
torch.ones(2, 1, dtype=torch.bool).expand(3)

# %% gradients lie in memory as their leaves do
a = torch.arange(12.0).reshape(3, 4).requires_grad_()
b = torch.arange(20.0).reshape(5, 4).requires_grad_()
(a @ b.t()).sum().backward()
a.grad.stride(), b.grad.stride()
a.grad = None
(a.t() * torch.ones(4, 3)).sum().backward()
a.grad.stride()
turned = torch.ones(4, 3).t().requires_grad_()
(turned * torch.ones(3, 4)).sum().backward()
turned.grad.stride()
weight, bias = torch.ones(2, 4, requires_grad=True), torch.zeros(2, requires_grad=True)
torch.nn.functional.linear(torch.ones(3, 4), weight, bias).sum().backward()
weight.grad.stride(), weight.grad.is_contiguous()

# %% a product's gradient has the layout of what it is the gradient of, also where it is differentiated again
left, right = torch.ones(4, 5).t().requires_grad_(), torch.ones(3, 4).t().requires_grad_()
grads = torch.autograd.grad((left @ right).sum(), (left, right), create_graph=True)
[(g.grad_fn.name(), g.stride()) for g in grads]
left, right = torch.ones(5, 4).requires_grad_(), torch.ones(4, 3).requires_grad_()
grads = torch.autograd.grad((left @ right).sum(), (left, right), create_graph=True)
[(g.grad_fn.name(), g.stride()) for g in grads]
