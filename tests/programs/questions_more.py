# %% who is called when
x = torch.tensor([1.,2.], requires_grad=True)
w = torch.tensor([3.,4.], requires_grad=True)
log=[]
y = x*w
_ = y.register_hook(lambda g: log.append("t1"))
y.retain_grad()
_ = y.grad_fn.register_prehook(lambda go: log.append("pre"))
_ = y.grad_fn.register_hook(lambda gi, go: log.append("post"))
_ = y.register_hook(lambda g: (log.append(("t2", y.grad is None)), g*2)[1])
_ = x.register_hook(lambda g: log.append("x"))
_ = x.register_post_accumulate_grad_hook(lambda p: log.append("xpost"))
y.sum().backward()
print(log, y.grad, x.grad)

# %% hook that runs backward inside
z = x*2
def hk(g):
    with torch.enable_grad(): (w*w).sum().backward()
_ = z.register_hook(hk)
z.sum().backward(); print(w.grad)

# %% nested grad in Function.backward
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        with torch.enable_grad():
            t = x.detach().requires_grad_()
            y = (t**2)
            r, = torch.autograd.grad(y, t, g)
        return r
x = torch.tensor([1.,2.], requires_grad=True)
F.apply(x).sum().backward(); print(x.grad)

# %% deep chain of Function
h = x
for i in range(2000): h = F.apply(h)*0.5
h.sum().backward(); print(x.grad.shape)

# %% retain_graph through Function twice
x = torch.tensor([1.,2.], requires_grad=True)
y = F.apply(x).sum(); y.backward(retain_graph=True); y.backward(); print(x.grad)

# %% grads with needs_input_grad on partially required
a = torch.ones(2, requires_grad=True); b = torch.ones(2)
class G(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a*b
    @staticmethod
    def backward(ctx, g):
        return g, g
G.apply(a, b).sum().backward(); print(a.grad, b.grad)
class H(G):
    @staticmethod
    def backward(ctx, g):
        return g, g
H.apply(a, 3).sum().backward()

# %% view output of function
class V(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a): return a.view(-1)
    @staticmethod
    def backward(ctx, g): return g.view(2,1)
c = torch.ones(2,1, requires_grad=True)
v = V.apply(c); print(v, v.grad_fn.name()); v.sum().backward(); print(c.grad)

# %% int output
class I(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a): return a*2, torch.tensor([1,2])
    @staticmethod
    def backward(ctx, g, h): print(h); return g
p, q = I.apply(a); print(p, q); p.sum().backward()

# %% dict/list outputs
class L(G):
    @staticmethod
    def forward(ctx, a): return [a*2, a*3]
r = L.apply(a); print(type(r).__name__, [t.requires_grad for t in r])
print(torch.autograd.grad((a*2).sum(), [a], create_graph=True)[0].requires_grad)
x = torch.tensor(1., requires_grad=True)
torch.autograd.backward([x*2, x*3], [torch.tensor(1.)])
y = x*2
torch.autograd.grad([y], [x], [torch.tensor(1.), torch.tensor(2.)])
