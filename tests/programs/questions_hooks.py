# %% 44: hooks on tensors
x = torch.tensor(2., requires_grad=True)
y = 3 * x
z = y * y
handle = y.register_hook(lambda g: print("dz/dy =", g))
z.backward()
x.grad
handle.remove()
handle.remove()
x.grad = None
y = 3 * x
h = y.register_hook(lambda g: g * 2)
y.retain_grad()
(y * y).backward()
x.grad, y.grad
x.grad = None
order = []
y = 3 * x
_ = y.register_hook(lambda g: order.append("first"))
second = y.register_hook(lambda g: order.append("second"))
_ = y.register_hook(lambda g: order.append("third"))
second.remove()
y.backward()
order
_ = x.register_hook(lambda g: g + 100)
x.grad = None
(x * 1).backward()
x.grad
torch.autograd.grad(x * 1, x)
torch.ones(2).register_hook(lambda g: g)
y = 3 * x
_ = y.register_hook(3)
_ = y.register_hook(lambda g: 3)
y.backward()
y = 3 * x
_ = y.register_hook(lambda g: torch.ones(3))
y.backward()
y = 3 * x
_ = y.register_hook(lambda g: g.to(torch.float64))
y.backward()
y = 3 * x
_ = y.register_hook(lambda: None)
y.backward()
y = 3 * x
_ = y.register_hook(lambda g: 1 / 0)
y.backward()
with x.register_hook(lambda g: print("inside")):
    (x * 1).backward()

(x * 1).backward()

# %% hooks and several uses: called once, with the sum
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
_ = y.register_hook(lambda g: print("y", g))
_ = x.register_hook(lambda g: print("x", g))
(y * 3 + y * 4).sum().backward()
x.grad
y = x * 2
y.retain_grad()
y.retain_grad()
y.sum().backward(retain_graph=True)
y.sum().backward()
y.grad
y.retains_grad, x.retains_grad
x.retain_grad()
x.retains_grad
z = x * 2
w = z * 3
w.sum().backward()
z.retain_grad()
z.grad
seen = []
z = x * 2
_ = z.register_hook(seen.append)
z.sum().backward()
seen

# %% after a leaf's gradient has been accumulated
x = torch.tensor([1., 2.], requires_grad=True)
def after(p):
    print("after", p.grad, p is x)

handle = x.register_post_accumulate_grad_hook(after)
(x * 2).sum().backward()
(x * 3).sum().backward()
handle.remove()
(x * 3).sum().backward()
x.grad
y = x * 2
_ = y.register_post_accumulate_grad_hook(after)
torch.ones(2).register_post_accumulate_grad_hook(after)
def step(p):
    with torch.no_grad():
        p -= 0.1 * p.grad
    p.grad = None

_ = x.register_post_accumulate_grad_hook(step)
for i in range(3):
    (x ** 2).sum().backward()
    print(x)

_ = x.register_post_accumulate_grad_hook(lambda p: 3)
(x ** 2).sum().backward()
torch.autograd.grad((x ** 2).sum(), x)

# %% hooks on nodes
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
y = x * w
h = y.grad_fn.register_hook(lambda gi, go: print("hook", gi, go))
p = y.grad_fn.register_prehook(lambda go: print("prehook", go))
y.sum().backward()
x.grad
x.grad = None
y = x * w
_ = y.grad_fn.register_hook(lambda gi, go: (gi[0] * 10, gi[1]))
y.sum().backward()
x.grad
x.grad = None
y = x * w
_ = y.grad_fn.register_prehook(lambda go: (go[0] * 100,))
_ = y.register_hook(lambda g: print("tensor hook", g))
y.retain_grad()
y.sum().backward()
x.grad, y.grad
y = x * 2
_ = y.grad_fn.register_hook(lambda gi, go: print(gi, go))
y.sum().backward()
y = x * w
_ = y.grad_fn.register_hook(lambda gi, go: 3)
y.sum().backward()
y = x * w
_ = y.grad_fn.register_hook(lambda gi, go: (gi[0],))
y.sum().backward()
y = x * w
_ = y.grad_fn.register_prehook(lambda go: 3)
y.sum().backward()
h = y.grad_fn.register_hook(lambda gi, go: None)
h.remove()
_ = y.grad_fn.next_functions[0][0].register_hook(lambda gi, go: print("leaf", gi, go))
acc = (x * 1).grad_fn.next_functions[0][0]
_ = acc.register_prehook(lambda go: print("before x", go))
_ = acc.register_hook(lambda gi, go: print("after x", gi, go, x.grad))
x.grad = None
(x * w).sum().backward()

# %% 6, 42: retain_grad, requires_grad
y = torch.ones(2)
y.retain_grad()
y.requires_grad_()
y.requires_grad_(False)
y.requires_grad = True
z = y * 2
z.requires_grad_(False)
z.requires_grad = False
z.requires_grad_()
z.requires_grad_(True).requires_grad
torch.tensor([1, 2]).requires_grad_()
torch.tensor([1, 2]).requires_grad_(False)
z.grad
z.detach().grad
z.is_leaf, z.detach().is_leaf

# %% what a hook after accumulation may answer
for answer in (lambda p: p, lambda p: p.add_(p.grad, alpha=-0.5), lambda p: 3, lambda p: torch.ones(1), lambda p: p.grad):
    w = torch.ones(2, requires_grad=True)
    w.register_post_accumulate_grad_hook(answer)
    try:
        (w * 2).sum().backward()
        print(w)
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
