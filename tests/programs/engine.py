# %% the inbox adds over paths, and the bucket is filled once, as soon as all has come
log = []
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
_ = w.register_hook(lambda g: log.append(("w", g, w.grad)))
_ = x.register_hook(lambda g: log.append(("x", g, x.grad)))
a = x + w
b = w + 1
y = a * b
_ = a.register_hook(lambda g: log.append(("a", g)))
_ = b.register_hook(lambda g: log.append(("b", g)))
_ = y.register_hook(lambda g: log.append(("y", g)))
y.backward(retain_graph=True)
log
y.backward()
w.grad, x.grad

# %% a pass that fails midway has filled the leaves that were ready
u = torch.tensor([2.], requires_grad=True)
v = torch.tensor([3.], requires_grad=True)
s = u * u
s.backward()
t = s * 5 + v
t.backward()
u.grad, v.grad

# %% hooks may replace a gradient, and can be taken away
w = torch.tensor([1.], requires_grad=True)
handle = w.register_hook(lambda g: g * 10)
(w * 3).backward()
w.grad
handle.remove()
(w * 3).backward()
w.grad
c = w * 2
_ = c.register_hook(lambda g: g + 1)
(c * c).backward()
w.grad
torch.ones(1).register_hook(print)

# %% retain_grad
w = torch.tensor([1.], requires_grad=True)
c = w * 2
c.retain_grad()
c.retains_grad, w.retains_grad
d = c * c
d.backward(retain_graph=True)
c.grad
d.backward()
c.grad, c.is_leaf
e = w * 2
(e * 3).backward()
e.retain_grad()
e.grad

# %% what can be gone through twice
for f in (lambda x: x + 1, lambda x: x - 1, lambda x: -x, lambda x: x.sum(), lambda x: x.mean(), lambda x: x.view(1, 1), lambda x: x.clone(), lambda x: 1 - x, lambda x: 3 * x, lambda x: x / 2, lambda x: x * x, lambda x: x**2, lambda x: x**1, lambda x: x.exp(), lambda x: torch.relu(x), lambda x: torch.sin(x), lambda x: x @ torch.ones(1)):
    x = torch.tensor([2.], requires_grad=True)
    y = f(x)
    y.backward()
    try:
        y.backward()
        print(y.grad_fn.name(), x.grad)
    except RuntimeError as error:
        print(y.grad_fn.name(), str(error)[:40])

# %% what a change in place spoils
for f in (lambda x: x + 3, lambda x: -x, lambda x: 10 * x, lambda x: x / 2, lambda x: 2 / x, lambda x: x.sum(), lambda x: x.mean(), lambda x: x.clone(), lambda x: x.reshape(1, 1), lambda x: x[0], lambda x: x * x, lambda x: x**2, lambda x: x**1, lambda x: torch.log(x), lambda x: torch.sin(x), lambda x: torch.abs(x), lambda x: torch.exp(x), lambda x: torch.sigmoid(x), lambda x: torch.tanh(x), lambda x: torch.relu(x), lambda x: torch.sqrt(x)):
    for spoil in ("input", "output"):
        leaf = torch.tensor([2.], requires_grad=True)
        x = leaf * 1
        y = f(x)
        name = y.grad_fn.name()
        try:
            with torch.no_grad():
                (x if spoil == "input" else y).add_(1)
            y.sum().backward()
            print(name, spoil, "fine", leaf.grad)
        except RuntimeError as error:
            print(name, spoil, error)

# %% higher derivatives
x = torch.tensor(3., requires_grad=True)
y = x**3
first, = torch.autograd.grad(y, x, create_graph=True)
first
second, = torch.autograd.grad(first, x, create_graph=True)
second
torch.autograd.grad(second, x)
x.grad
torch.autograd.grad(x * 2, x)
torch.autograd.grad(y, torch.tensor(1.))
z = torch.tensor(1., requires_grad=True)
torch.autograd.grad(x * 2, (x, z), allow_unused=True)
first, = torch.autograd.grad(x**2, x)
first.backward()

# %% views of the graph
w = torch.tensor([1.], requires_grad=True)
y = (w + 1) * (w * 2)
y.grad_fn.next_functions[0][0].name(), y.grad_fn.next_functions[1][0].name()
y.grad_fn.next_functions[0][0].next_functions
y.grad_fn.next_functions[0][0].next_functions[0][0].variable is w
y.grad_fn.next_functions[0][0].next_functions[0][0] is y.grad_fn.next_functions[1][0].next_functions[0][0]
y.grad_fn._saved_self, y.grad_fn._saved_other
y.grad_fn.metadata
y.grad_fn.foo
y.backward()
y.grad_fn._saved_self

# %% detach, data, versions
x = torch.tensor([1., 2.], requires_grad=True)
d = x.detach()
d.requires_grad, d._version, x._version
d[0] = 7.
x, d._version, x._version
e = x.data
e[1] = 8.
x, e._version, x._version
y = x * x
x.data[0] = 100.
y.sum().backward()
x.grad
out = torch.sigmoid(torch.tensor([1.], requires_grad=True))
c = out.detach()
c.zero_()
out.sum().backward()
x.untyped_storage().data_ptr() == d.untyped_storage().data_ptr()
x.clone().untyped_storage().data_ptr() == x.untyped_storage().data_ptr()

# %% grad modes
x = torch.tensor([1.], requires_grad=True)
with torch.no_grad():
    y = x * 2
    with torch.enable_grad():
        z = x * 3
    leaf = torch.ones(1, requires_grad=True)

y.requires_grad, z.requires_grad, leaf.requires_grad, torch.is_grad_enabled()
@torch.no_grad()
def f(x):
    return x * 2

f(x)
_ = torch.set_grad_enabled(False)
(x * 2).requires_grad
_ = torch.set_grad_enabled(True)
(x * 2).requires_grad

# %% the gradient argument
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x**2
y.backward(torch.tensor([1., 10., 100.]))
x.grad
y = (x * 2).sum()
y.backward(torch.tensor(3.))
x.grad
x.backward(torch.ones(3))
x.grad
x.grad = None
x.grad is None
