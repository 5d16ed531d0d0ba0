# %% A base asks for a gradient after its views were made
def name(t):
    return t.grad_fn and t.grad_fn.name()


a = torch.tensor([1.0, 2.0, 3.0])
v, w = a[1:], a[0]
w.mul_(2)
u = a.view(3, 1)
a.requires_grad_()
print(name(v), name(w), name(u), v.requires_grad, u.is_leaf)
(v * v).sum().backward()
print(a.grad)
with torch.no_grad():
    seen = a.view(-1)
a.detach_()
print(seen.requires_grad, v.requires_grad)
# %% A base changes its shape in place, and its views follow
x = torch.ones(1, 3, requires_grad=True)
b = x * torch.tensor([1.0, 2.0, 3.0])
v = b[0, 1:]
b.squeeze_()
print(name(b), name(v), v)
v.mul_(5)
print(b, name(v))
b.t_().unsqueeze_(0)
(b * b).sum().backward()
print(x.grad)
# %% What a Function returns of its inputs is a view
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 2


class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view(-1), x * 3

    @staticmethod
    def backward(ctx, g, h):
        return g.view(2, 1) + 3 * h


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx, g):
        return g * 2


x = torch.tensor([[1.0], [2.0]], requires_grad=True)
y = Same.apply(x)
print(y is x, y._is_view(), y._base is x, name(y), y.requires_grad)
y.mul_(2)
y = Same.apply(x * 1)
y[0] = 5.0
z = y.view(-1)
z += 1
flat, three = Both.apply(x)
flat.add_(1)
three.add_(1)
with torch.no_grad():
    flat.add_(1)
name(flat)
Doubled.apply(x)
print(x)
Doubled.apply(x.view(-1))
inner = x * 1
row = inner[1]
Doubled.apply(row)
print(inner, name(inner), name(row))
inner.sum().backward()
print(x.grad)
plain = torch.ones(2)
Same.apply(plain) is plain, Doubled.apply(plain) is plain, plain
# %% Tensors of inference mode
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.inference_mode():
    made, seen = w * 2, w.view(2, 1)
    new = torch.tensor([5.0])
print(made.is_inference(), new.is_inference(), made[0].is_inference(), made.view(2, 1)._is_view(), seen._is_view())
made.add_(1)
seen.add_(1)
cut = made.detach()
print(cut.abs_(), cut._version, cut.is_inference())
cut[0] = 3.0
w * cut
new._version
# %% A gradient's version: PyTorch takes it as it is, if nobody else holds it and it lies like the leaf, else copies it
x = torch.tensor([1.0, 2.0], requires_grad=True)
kept = []
h = x.register_hook(kept.append)
(x * 2).sum().backward()
print(kept)
g, = torch.autograd.grad(x.sum(), x)
print(g.stride())
g += 1
h.remove()
h = x.register_hook(lambda g: g.mul_(2))
x.sum().backward()
# %% Results in given memory
a, b = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 20.0])
out = torch.zeros(2)
print(torch.add(a, b, out=out) is out, out, out._version)
torch.mul(a, 3, out=out.view(2))
torch.sum(torch.stack([a, b]), 0, out=out)
print(torch.exp(a, out=torch.empty(0)), torch.add(a, b, out=torch.ones(3)))
torch.add(a, b, out=torch.ones(2, dtype=torch.int64))
torch.add(a, b, out=a[:1])
w = torch.ones(2, requires_grad=True)
torch.add(a, w, out=out)
torch.add(a, b, out=w)
with torch.no_grad():
    print(torch.add(a, w, out=out), torch.mul(a, b, out=w))
# %% What may not be changed is refused before all else; what a hook may answer; masks and entries
w, v = torch.ones(3, requires_grad=True), torch.arange(3.0)
w[[5]] = w
w.fill_(v)
w.scatter_(0, torch.tensor([[0]]), v)
v[[0, 1, 2]] = v
v.scatter_add_(0, torch.tensor([0, 1, 2]), v)
s = torch.tensor(7.0, requires_grad=True)
y = v.masked_fill(v > 0.5, s)
y.sum().backward()
print(y, s.grad, v.masked_fill(v > 0.5, torch.tensor(2)))
print(torch.tensor(1.0).scatter_(0, torch.tensor(0), 5.0))
torch.ones(3).mT, torch.tensor(1.0).mT, torch.tensor(1.0).narrow(0, 0, 1), torch.tensor(1.0).expand(2, -1)
handle = w.register_post_accumulate_grad_hook(lambda p: p.grad)
w.sum().backward()
handle.remove()
y = torch.cat([w, w])
_ = y.grad_fn.register_hook(lambda gi, go: print(gi, go))
y.sum().backward()
y = w * 2
_ = y.grad_fn.register_prehook(lambda go: go[0])
y.sum().backward()
torch.autograd.functional.jacobian(lambda t: t**2, torch.tensor(3.0))
torch.autograd.functional.hessian(lambda t: t**3, torch.tensor(2.0))
y = torch.zeros(3).scatter_add_(0, torch.tensor([0, 1, 2]), w)
_ = y.grad_fn.register_hook(lambda gi, go: print(gi, go))
y.sum().backward()
truth = torch.tensor([True, False, True])
truth.copy_(w), truth.requires_grad
torch.add(torch.ones(2, 3), w, out=w.detach()).shape
v = torch.arange(3.0)
torch.add(torch.ones(2, 3), v, out=v)
v.expand(2, 3).copy_(v)
e = v.expand(2, 3)
e.copy_(e)._version
