# %% a part of a computed tensor
w = torch.tensor([1., 2., 3.], requires_grad=True)
def names(node):
    return None if node is None else (type(node).__name__, [names(n) for n, _ in node.next_functions])

def show(*tensors):
    for t in tensors:
        print(t, names(t.grad_fn), t._version, t.is_leaf, t.requires_grad)

c = w * 2
c[0] = 5.
show(c)
c.sum().backward()
w.grad

# %% views follow their base
c = w * 2
v = c[0]
u = c[1:]
m = c.view(3, 1)
c.add_(1)
show(c, v, u, m)
w.grad = None
(v * 2 + u.sum() + m.sum()).backward()
w.grad

# %% and a base follows its views
c = w * 2
v = c[0]
u = c[1:]
v.mul_(w[0])
show(c, v, u)
w.grad = None
c.sum().backward()
w.grad
c = w * 2
m = c.view(3, 1)
v = m[0]
v.mul_(3)
show(c, m, v)
w.grad = None
c.sum().backward()
w.grad

# %% a base that required nothing
c = torch.zeros(3)
v = c[0]
u = c[1]
v.add_(w[0])
show(c, v, u)
w.grad = None
(c * torch.tensor([1., 10., 100.])).sum().backward()
w.grad

# %% everything at once
c = torch.zeros(3)
c.copy_(w)
show(c)
c = w * 2
c.fill_(1.)
show(c)
c = w * 2
c.zero_()
show(c)
c = w * 1
c[:] = 7.
show(c)
c = w * 1
c[1:] = w[:2]
show(c)
w.grad = None
c.sum().backward()
w.grad
c = w * 1
c[c > 1.5] = 0.
show(c)
w.grad = None
c.sum().backward()
w.grad
c = w * 1
c[torch.tensor([0, 1])] = w[1:]
show(c)
w.grad = None
c.sum().backward()
w.grad
c = torch.zeros(2, 2)
c[0] = w[:2]
c[:, 1] = w[0]
show(c)
w.grad = None
(c * c).sum().backward()
w.grad

# %% in place on slices
c = w * 1
v = c[0:2]
v += 1
show(c, v)
c = w * 1
c[0:2] += 1
show(c)
c = w * 1
c[0] *= w[1]
show(c)
w.grad = None
c.sum().backward()
w.grad

# %% what reads itself
x = w * 1
x.mul_(w)
show(x)
w.grad = None
x.sum().backward()
w.grad
x = w * 1
x.mul_(x)
show(x)
x.sum().backward()
x = w * 1
x.exp_()
w.grad = None
x.sum().backward()
w.grad
x = w * 1
x.pow_(2)
x.div_(w)
show(x)
w.grad = None
x.sum().backward()
w.grad
x = w * 1
y = x * x
x.add_(1)
y.sum().backward()

# %% what is refused
with torch.no_grad():
    n = w[0:1]

n.add_(1)
c = w * 1
with torch.no_grad():
    n = c[0]

n.mul_(2)
v = w[0]
v.zero_()
w.view(3, 1).add_(1)
with torch.no_grad():
    w[0] = 10.
    w[1:].mul_(2)

show(w)
w.detach()[0] = 20.
show(w)
x = torch.ones(3)
x.expand(2, 3).add_(1)
x[5] = 1.
x[0] = torch.ones(2)
x[:2] = torch.ones(3)
torch.zeros(2, dtype=torch.int64).copy_(torch.tensor([1.5, 2.5]))
c = w * 1
d = c.detach()
d.add_(1)
show(c, d)

# %% second derivatives through a change in place
x = torch.tensor([2., 3.], requires_grad=True)
y = x * x
y[0] *= x[1]
y.mul_(x)
g, = torch.autograd.grad(y.sum(), x, create_graph=True)
g.detach()
torch.autograd.grad(g.sum(), x)

# %% a gradient kept through a change in place
x = torch.tensor([2.], requires_grad=True)
y = x * 3
y.retain_grad()
y.add_(1)
(y * y).backward()
y.grad, x.grad

# %% the shape itself
c = w.view(1, 3) * 2
c.t_()
show(c)
c.squeeze_()
show(c)
w.grad = None
(c * c).sum().backward()
w.grad
c = w * 2
v = c.view(1, 3)[:, 1:]
v.squeeze_()
show(v)
v.mul_(3)
show(c, v)
torch.ones(2, 1, 2).t_()

# %% one place for several entries
e = torch.ones(1, 3).expand(2, 3)
e[[0]] = 3.
e[e > 2] = 4.
e

# %% made in inference mode
with torch.inference_mode():
    e = w * 1
e += w

# %% one view of several
rows = torch.zeros(2).unbind()
rows[0].copy_(w[0])
c = w * 1
with torch.no_grad():
    v = c.view(-1)
v.unbind()[0].mul_(2)
v = c.unbind()[0]
c.mul_(2)
v.register_hook(print)
with torch.no_grad():
    v * 2
v.is_leaf

# %% what was changed is named input first
c = w * 2
c **= c
c += 1
c.sum().backward()

# %% a change that is refused has been made
with torch.inference_mode():
    e = w * 1
e.mul_(w)
e
w.detach_()
torch.ones(2, 1, 2, requires_grad=True).t_()
x = torch.ones(2, requires_grad=True)
with torch.no_grad():
    v = x.view(-1)
v.requires_grad
x.detach_()
v.requires_grad
