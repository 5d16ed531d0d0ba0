# %% 31: the names: requires_grad, retain_grad, retain_graph, no_grad, zero_grad
x = torch.tensor(2., requires_grad=True)
y = x * 3
y.backward(retain_grad=True)
y.retain_graph()
x.requires_grad
y.retain_grad()
y.backward(retain_graph=True)
y.grad, x.grad

# %% 32: clone and detach
x = torch.tensor([1., 2.], requires_grad=True)
c = x.clone()
c, c.data_ptr() == x.data_ptr()
c.sum().backward()
x.grad
d = x.detach()
d, d.data_ptr() == x.data_ptr(), d.requires_grad
e = x.detach().clone()
e.requires_grad, e.data_ptr() == x.data_ptr()
f = x.clone().detach()
f.requires_grad, f.is_leaf
c[0] = 10.
x, c

# %% 33: a graph that breaks without an error
x = torch.tensor([1., 2.], requires_grad=True)
torch.tensor([x[0], x[1]]).requires_grad
y = torch.tensor(x)
y.requires_grad
torch.tensor(x.sum().item()).requires_grad
torch.from_numpy(x.detach().numpy()).requires_grad
z = x[0].item()
z.backward()
float(x[0]) * 2

# %% 34: learning rates
for lr in [0.01, 0.1, 0.12]:
    w = torch.tensor(2., requires_grad=True)
    path = []
    for i in range(5):
        loss = (3 * w - 10) ** 2
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad.zero_()
        path.append(round(w.item(), 4))
    print(lr, path)

x = torch.tensor([0., 4.], requires_grad=True)
torch.sqrt(x).sum().backward()
x.grad
x.grad = None
(torch.sqrt(x) * torch.tensor([0., 1.])).sum().backward()
x.grad

# %% 37: mean or sum
x = torch.tensor([1., 2., 3., 4.])
target = 2 * x
w = torch.tensor(1., requires_grad=True)
((w * x - target) ** 2).mean().backward()
w.grad
w.grad = None
((w * x - target) ** 2).sum().backward()
w.grad
v = torch.tensor([1., 2., 3., 4.], requires_grad=True)
out = ((3 * v) ** 2).mean()
out.backward()
v.grad

# %% 38: detach on one branch
x = torch.tensor(2., requires_grad=True)
y = x ** 2
(y * x).backward()
x.grad
x.grad = None
y = x ** 2
(y.detach() * x).backward()
x.grad
x.grad = None
y = x ** 2
(y.detach() * x + y).backward()
x.grad

# %% 39: if and while
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c

a = torch.tensor(0.5, requires_grad=True)
d = f(a)
d.backward()
a.grad, a.grad == d / a
a = torch.tensor(-0.5, requires_grad=True)
d = f(a)
d.backward()
a.grad
def g(x):
    return x ** 2 if x > 1 else 3 * x

for v in [0.5, 1., 2.]:
    x = torch.tensor(v, requires_grad=True)
    g(x).backward()
    print(v, x.grad)

# %% 40: kinks
x = torch.tensor([-1., 0., 1.], requires_grad=True)
torch.relu(x).sum().backward()
x.grad
x.grad = None
torch.abs(x).sum().backward()
x.grad
x = torch.tensor(0., requires_grad=True)
torch.sqrt(x).backward()
x.grad
x = torch.tensor([0., 2.], requires_grad=True)
(x ** 0.5).sum().backward()
x.grad
x.grad = None
(x ** 0).sum().backward()
x.grad
(x > 1).requires_grad

# %% 41: a part that is computed once, outside the loop
t = torch.tensor([1., 2.])
a = torch.tensor([[1., 0.], [0., 1.]], requires_grad=True)
w = torch.tensor([1., 1.], requires_grad=True)
y = t @ a
for i in range(2):
    loss = ((y * w) ** 2).sum()
    loss.backward()

w.grad = a.grad = None
for i in range(2):
    y = t @ a
    loss = ((y * w) ** 2).sum()
    loss.backward()

w.grad
true_w = torch.tensor([2.], requires_grad=True)
target = true_w * 3
w = torch.tensor([1.], requires_grad=True)
for i in range(2):
    loss = (w * 3 - target) ** 2
    loss.backward()

hidden = torch.zeros(1)
for i in range(3):
    hidden = torch.tanh(hidden + w)
    hidden.backward()

hidden = torch.zeros(1)
for i in range(3):
    hidden = torch.tanh(hidden.detach() + w)
    hidden.backward()

hidden

# %% 42: changing the flag of a computed tensor
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
y.requires_grad = False
y.requires_grad = True
y.requires_grad_(False)
y.requires_grad_(True)
y.requires_grad_()
z = y.detach()
z.requires_grad = True
z
x.requires_grad = False
x
y.requires_grad

# %% 43: it starts with 1, and goes backwards
x = torch.tensor(3., requires_grad=True)
y = x ** 2
y.retain_grad()
y.backward()
y.grad, x.grad
y = x ** 2
y.backward(torch.tensor(2.))
x.grad
def chain(x, n):
    for i in range(n):
        x = torch.sin(x)
    return x

x = torch.tensor(1., requires_grad=True)
seen = []
h = x
for i in range(4):
    h = torch.sin(h)
    _ = h.register_hook(lambda g, i=i: seen.append((i, round(g.item(), 4))))

h.backward()
seen, x.grad
h = chain(x, 1000)
h.backward()
x.grad
