# %% 16: only floating point tensors
torch.tensor([1, 2], requires_grad=True)
torch.tensor(1, requires_grad=True)
torch.tensor([True], requires_grad=True)
torch.ones(2, dtype=torch.int64, requires_grad=True)
torch.arange(4).requires_grad_()
torch.arange(4).mean()
x = torch.arange(3)
x.requires_grad = True
torch.arange(4., requires_grad=True)
torch.tensor([1., 2.]).requires_grad_()

# %% 17: w = w - lr * w.grad, and w -= lr * w.grad
w = torch.tensor(2., requires_grad=True)
for i in range(2):
    loss = (3 * w - 10) ** 2
    loss.backward()
    w = w - 0.1 * w.grad
    print(w.is_leaf, w)

w = torch.tensor(2., requires_grad=True)
loss = (3 * w - 10) ** 2
loss.backward()
with torch.no_grad():
    w = w - 0.1 * w.grad

w
((3 * w - 10) ** 2).backward()
w = torch.tensor(2., requires_grad=True)
((3 * w - 10) ** 2).backward()
w -= 0.1 * w.grad
for i in range(3):
    w.grad = None
    ((3 * w - 10) ** 2).backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    print(w)

w.data = w.data - 0.1 * w.grad
w, w.is_leaf
w.data -= 0.1 * w.grad.data
w
before = id(w)
with torch.no_grad():
    w -= 1

id(w) == before
w = w - 1
id(w) == before

# %% 18: what requires_grad does, and how it spreads
x = torch.tensor(2., requires_grad=True)
y = torch.tensor(3.)
z = torch.tensor(4., requires_grad=True)
(x * y).requires_grad, (y * y).requires_grad, (x * y + z).requires_grad
out = x * y + z
out.backward()
x.grad, y.grad, z.grad
out = x * y
x.requires_grad = False
out.backward()
x.grad
x.requires_grad, out.requires_grad
torch.ones(1).requires_grad
torch.nn.Linear(1, 1).weight.requires_grad

# %% 19: symbolic, numeric, automatic
def f(x):
    return x ** 3 + 2 * x

x = torch.tensor(2., dtype=torch.float64, requires_grad=True)
f(x).backward()
x.grad
for h in [1e-1, 1e-3, 1e-5, 1e-10, 1e-17]:
    print(h, (f(x.item() + h) - f(x.item())) / h)

3 * x ** 2 + 2
torch.autograd.gradcheck(f, x)

# %% 20: arithmetic after requires_grad makes a non-leaf
w = torch.ones(2, requires_grad=True) * 0.01
w.is_leaf, w
torch.optim.SGD([w], lr=0.1)
(w * 3).sum().backward()
w.grad
w = torch.ones(2).mul_(0.01).requires_grad_()
w.is_leaf
v = torch.ones(4, requires_grad=True).reshape(2, 2)
v.is_leaf
torch.ones(2, 2, requires_grad=True).t().is_leaf
torch.optim.Adam([v], lr=0.1)

# %% 21: the gradient of a broadcast bias is a sum
x = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
w = torch.tensor([[1.], [2.]], requires_grad=True)
b = torch.tensor([0.5], requires_grad=True)
y = x @ w + b
y.sum().backward()
b.grad, w.grad, w.grad.shape == w.shape
a = torch.ones(2, 3, requires_grad=True)
c = torch.ones(3, requires_grad=True)
d = torch.ones(2, 1, requires_grad=True)
s = torch.tensor(2., requires_grad=True)
(a * c + d - s).sum().backward()
a.grad, c.grad, d.grad, s.grad

# %% 22: binary cross entropy, with logits and by hand
z = torch.tensor([-100., 100.], requires_grad=True)
t = torch.tensor([1., 0.])
F = torch.nn.functional
F.binary_cross_entropy_with_logits(z, t)
p = torch.sigmoid(z)
-(t * torch.log(p) + (1 - t) * torch.log(1 - p)).mean()
F.binary_cross_entropy_with_logits(z, t).backward()
z.grad
z = torch.tensor([0.5, -1., 2.], requires_grad=True)
t = torch.tensor([1., 0., 1.])
F.binary_cross_entropy_with_logits(z, t).backward()
z.grad
(torch.sigmoid(z) - t) / 3
F.binary_cross_entropy_with_logits(torch.ones(3, 1), torch.ones(3))

# %% 24: nn.Parameter, or a tensor that requires a gradient
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.tensor([1., 2.]))
        self.b = torch.tensor([3.], requires_grad=True)

    def forward(self, x):
        return (self.a * x).sum() + self.b

model = Model()
[name for name, p in model.named_parameters()]
len(list(model.parameters()))
model.a
isinstance(model.a, torch.Tensor), model.a.is_leaf, model.a.requires_grad
model(torch.ones(2)).backward()
model.a.grad, model.b.grad

# %% 25: (n,) and (n, 1)
out = torch.tensor([[1.], [2.], [3.]])
target = torch.tensor([1., 2., 3.])
torch.nn.MSELoss()(out, target)
torch.nn.functional.mse_loss(out.squeeze(), target)
(out - target).shape
out - target

# %% 27: nodes, edges, names
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
for f in [lambda: x + y, lambda: x - y, lambda: x * y, lambda: x / y, lambda: -x, lambda: x ** 2, lambda: x ** y, lambda: 2 ** x, lambda: 1 - x, lambda: 2 / x, lambda: x @ y, lambda: x.exp(), lambda: x.log(), lambda: x.sum(), lambda: x.mean(), lambda: x.sum(0), lambda: x.mean(0), lambda: x.view(1, 2), lambda: x[0], lambda: x[:1], lambda: x.clone(), lambda: x.sqrt(), lambda: x.relu(), lambda: x.sigmoid(), lambda: x.tanh(), lambda: x.sin(), lambda: x.cos(), lambda: x.abs(), lambda: x.view(2, 1).t(), lambda: x.view(2, 1).T, lambda: x.expand(2, 2), lambda: x.unsqueeze(0), lambda: x.view(1, 2).squeeze()]:
    print(f().grad_fn.name())

z = (x * y).sum()
z.grad_fn
z.grad_fn.next_functions
z.grad_fn.next_functions[0][0].next_functions
z.grad_fn.next_functions[0][0].next_functions[0][0].variable is x
x.grad_fn
def walk(node, depth=0):
    if node is not None:
        print("  " * depth + node.name())
        for child, index in node.next_functions:
            walk(child, depth + 1)

walk(((x * y + 2) ** 2).mean().grad_fn)
walk((1 - torch.sigmoid(x @ y)).grad_fn)

# %% 28: total_loss += loss keeps every graph
w = torch.tensor(1., requires_grad=True)
total = 0
for i in range(3):
    total += w * i

total
depth, node = 0, total.grad_fn
while node is not None and node.next_functions:
    depth, node = depth + 1, node.next_functions[0][0]

depth
total = 0
for i in range(3):
    total += (w * i).item()

total
total = torch.tensor(0.)
for i in range(3):
    total += w * i

total

# %% 29: zeros or None, and where
w = torch.tensor([1.], requires_grad=True)
w.grad.zero_()
optimizer = torch.optim.SGD([w], lr=0.1)
(w * 2).backward()
optimizer.zero_grad()
w.grad
w.grad.zero_()
(w * 2).backward()
optimizer.zero_grad(set_to_none=False)
w.grad
w.grad.zero_()
w.grad

# %% 30: in place on an intermediate: sometimes fine
x = torch.tensor([1., 2.], requires_grad=True)
y = x ** 2
y += 1
y.sum().backward()
x.grad
y = x * x
z = y * y
y += 1
z.sum().backward()
def attempt(name, change, f):
    leaf = torch.tensor([0.5, 1.5], requires_grad=True)
    a = leaf * 1
    b = f(a)
    with torch.no_grad():
        a.add_(1) if change == "input" else b.add_(1)
    try:
        b.sum().backward()
        print(name, change, "fine", leaf.grad)
    except RuntimeError as error:
        print(name, change, str(error)[:100])

cases = {"x+3": lambda x: x + 3, "-x": lambda x: -x, "10*x": lambda x: 10 * x, "x/2": lambda x: x / 2, "2/x": lambda x: 2 / x, "clone": lambda x: x.clone(), "x*x": lambda x: x * x, "x**2": lambda x: x ** 2, "x**1": lambda x: x ** 1, "log": torch.log, "sin": torch.sin, "abs": torch.abs, "exp": torch.exp, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "sqrt": torch.sqrt, "sum": torch.sum, "mean": torch.mean, "@": lambda x: x @ torch.ones(2)}
for name, f in cases.items():
    attempt(name, "input", f)
    attempt(name, "output", f)

torch.ones(1).expand(2, 2).add_(1)
