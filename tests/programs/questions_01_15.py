# %% 1: why must I zero the gradients?
w = torch.tensor(2.0, requires_grad=True)
for i in range(4):
    loss = w * 5
    loss.backward()
    print(i, w.grad)

w.grad.zero_()
loss = w * 5
loss.backward()
w.grad
w = torch.tensor(1., requires_grad=True)
for g in [1., 2., 3.]:
    (w * g).backward()

w.grad
w = torch.tensor(1., requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1)
for i in range(2):
    loss = 2 * w
    loss.backward()
    optimizer.step()
    print(w.item(), w.grad)

w.grad = None
w.grad is None

# %% 2: modified by an inplace operation
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
z = y * y
y += 1
z.sum().backward()
y._version
y = x * x
z = y * y
y.add_(1)
z.mean().backward()
y = x.exp()
y *= 2
y.sum().backward()
y = torch.sigmoid(x)
y[0] = 5.
y.sum().backward()
y = (x + 1).relu()
y.mul_(2)
y.sum().backward()
y = x ** 2
z = y ** 2
y.zero_()
z.sum().backward()
y = x * 2
z = torch.sin(y)
y.copy_(torch.ones(2))
z.sum().backward()
w = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
v = torch.tensor([[1., 0.], [0., 1.]], requires_grad=True)
h = w @ v
with torch.no_grad():
    v += 1

h.sum().backward()

# %% 3: a leaf Variable that requires grad is being used in an in-place operation
w = torch.tensor([1., 2.], requires_grad=True)
w.add_(1)
w += 1
w -= 1
w *= 2
w /= 2
w **= 2
w.zero_()
w.fill_(3.)
w.copy_(torch.zeros(2))
w[0] = 5.
w[:1] += 1
w.view(2, 1).add_(1)
w.t().mul_(2)
w.data += 1
w
with torch.no_grad():
    w += 1

w
w.requires_grad, w.is_leaf, w._version
u = torch.tensor([1., 2.])
u += 1
u[0] = 7.
u
w = w + 1
w.is_leaf
w += 1
w

# %% 4: detach, data, no_grad
a = torch.tensor([1., 2., 3.], requires_grad=True)
out = a.sigmoid()
c = out.detach()
c.zero_()
out
out.sum().backward()
a = torch.tensor([1., 2., 3.], requires_grad=True)
out = a.sigmoid()
c = out.data
c.zero_()
out._version, c._version
out.sum().backward()
a.grad
w = torch.tensor(1., requires_grad=True)
y = w * w
w.data -= .5
y.backward()
w.grad
w = torch.tensor(1., requires_grad=True)
y = w * w
with torch.no_grad():
    w -= .5

y.backward()
x = torch.tensor([1., 2.], requires_grad=True)
d = x.detach()
d.requires_grad, d.is_leaf, d.grad_fn, d.data_ptr() == x.data_ptr()
d[0] = 9.
x
x._version, d._version
e = x.data
e[1] = 8.
x
x._version, e._version
with torch.no_grad():
    y = x * 2
    leaf = torch.tensor([1.], requires_grad=True)

y.requires_grad, leaf.requires_grad, x.requires_grad
x.detach_()
x.requires_grad
(torch.ones(1, requires_grad=True) * 2).detach_()

# %% 5: element 0 of tensors does not require grad
x = torch.tensor([1., 2.])
loss = (x ** 2).sum()
loss.backward()
w = torch.tensor([1., 2.], requires_grad=True)
with torch.no_grad():
    loss = (w * x).sum()

loss.backward()
loss = (w.detach() * x).sum()
loss.backward()
torch.tensor(w.sum().item()).backward()
loss = (w * x).sum().detach()
loss.requires_grad = True
loss.backward()
loss.grad, w.grad
(w > 1).sum().backward()
w.requires_grad_(False)
(w * x).sum().backward()
loss = torch.autograd.grad((x.requires_grad_() ** 2).sum(), x)[0].sum()
loss.backward()

# %% 6: why is .grad None?
x = torch.tensor(2., requires_grad=True)
c = torch.tensor(3.)
u = torch.tensor(4., requires_grad=True)
y = x * c
z = y ** 2
x.grad, c.grad, u.grad
z.backward()
x.grad, c.grad, u.grad
y.grad
y = x * c
y.retain_grad()
z = y ** 2
z.backward()
y.grad
y = x * c
z = y ** 2
z.backward()
y.retain_grad()
y.grad
c.retain_grad()
x.retain_grad()
x.retains_grad, y.retains_grad, c.retains_grad

# %% 7: the argument of backward
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x ** 2
y.backward(torch.tensor([1., 10., 100.]))
x.grad
for i in range(3):
    x.grad = None
    y = x ** 2
    one = torch.zeros(3)
    one[i] = 1.
    y.backward(gradient=one)
    print(x.grad)

x.grad = None
y = x ** 2
v = torch.tensor([0.1, 1.0, 0.0001])
(v * y).sum().backward()
x.grad
y = x * 2
while y.data.norm() < 1000:
    y = y * 2

y
y.backward(v)
x.grad

# %% 8: backward through the graph a second time
x = torch.tensor(3., requires_grad=True)
y = x ** 2
y.backward()
y.backward()
y = x ** 2
x.grad = None
y.backward(retain_graph=True)
y.backward()
x.grad
y.backward()
y = x + 1
y.backward()
y.backward()
y = 3 * x
y.backward()
y.backward()
a = torch.tensor([1., 2.], requires_grad=True)
for f in [lambda a: a + 1, lambda a: a - 1, lambda a: -a, lambda a: a.clone(), lambda a: a.view(2, 1), lambda a: a * 3, lambda a: a / 2, lambda a: a * a, lambda a: a ** 2, lambda a: a ** 1, lambda a: a.exp(), lambda a: a.relu(), lambda a: a.sin(), lambda a: a @ torch.ones(2)]:
    a.grad = None
    y = f(a).sum()
    y.backward()
    try:
        y.backward()
        print("again", a.grad)
    except RuntimeError as error:
        print(str(error)[:60])

# %% 9: grad can be implicitly created only for scalar outputs
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
y.backward()
y.sum().backward()
x.grad
x.grad = None
y = x * 2
y.mean().backward()
x.grad
y = x * 2
y.backward(torch.ones(3))
y.backward(torch.ones(2, 1))
y.backward(torch.ones_like(y))
x.grad
(torch.ones(1, requires_grad=True) * 2).backward()
(torch.ones(1, 1, requires_grad=True) * 2).backward()
(torch.ones(1, 2, requires_grad=True) * 2).backward()

# %% 10: what is a leaf?
a = torch.rand(10, requires_grad=True)
a.is_leaf
b = torch.ones(2)
b.is_leaf
c = b * 2
c.is_leaf, c.requires_grad, c.grad_fn
d = torch.ones(2, requires_grad=True) + 2
d.is_leaf
x = torch.ones(2)
y = x * 2
y.requires_grad = True
y.is_leaf, y
x = torch.ones(2, requires_grad=True)
y = x * 2
y.is_leaf, y
x.detach().is_leaf, x.clone().is_leaf, x.data.is_leaf, x.view(1, 2).is_leaf
x.to(torch.float32).is_leaf, x.to(torch.float64).is_leaf

# %% 11: optimizer.step and backward share the parameters
w = torch.tensor([1.], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
optimizer.step()
w
(w * 3).backward()
w, w.grad
optimizer.step()
w
optimizer.param_groups[0]["params"][0] is w
optimizer.zero_grad()
w.grad
optimizer.step()
w
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.param_groups[0]["params"][0] is model.weight

# %% 12: used twice: the gradients add
x = torch.tensor([2.], requires_grad=True)
w = torch.tensor([1.], requires_grad=True)
a = torch.add(w, x)
b = torch.add(w, 1)
y = torch.mul(a, b)
y.backward()
w.grad, x.grad
a = torch.tensor(3., requires_grad=True)
b = a + a
b.backward()
a.grad
a.grad = None
b = a * a + a
b.backward()
a.grad

# %% 13: topological order
a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3., requires_grad=True)
c = a + b
d = a * b
e = c + d
f = c * d
y = e + f
order = []
for name, node in zip("cdef", [c, d, e, f]):
    _ = node.register_hook(lambda g, name=name: order.append((name, g.item())))

y.backward()
a.grad, b.grad
order

# %% 14: numpy
x = torch.tensor([1., 2.], requires_grad=True)
x.numpy()
x.detach().numpy()
n = x.detach().numpy()
n[0] = 7
x
(x * 2).numpy()
x.data.numpy()
x.numpy(force=True)
float(x.sum()), x.sum().item()
import numpy as np
x.tolist()

# %% 15: eval and no_grad are two switches
model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
model.training
_ = model.eval()
model.training, model[0].training
model(torch.ones(1, 2)).requires_grad
with torch.no_grad():
    print(model(torch.ones(1, 2)).requires_grad, model.training)

_ = model.train()
model.training
