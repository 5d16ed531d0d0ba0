# %% outputs that are saved, and let go
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x ** 3, 3 * x ** 2

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0], output[1])

    @staticmethod
    def backward(ctx, grad_output, grad_dx):
        x, dx = ctx.saved_tensors
        return grad_output * dx + grad_dx * 6 * x

def cube(x):
    return Cube.apply(x)[0]

x = torch.tensor(2., dtype=torch.float64, requires_grad=True)
g, = torch.autograd.grad(cube(x), x, create_graph=True)
g, torch.autograd.grad(g, x)
torch.autograd.gradcheck(cube, x), torch.autograd.gradgradcheck(cube, x)

# %% what was saved is put away with recording off, and fetched in its order
def pack(x):
    print("pack", x, torch.is_grad_enabled())
    return x

def unpack(x):
    print("unpack", x)
    return x

a = torch.ones(2, requires_grad=True)
b = torch.ones(2, requires_grad=True) * 2
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = a * b

y.sum().backward()
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.numpy(), torch.from_numpy):
    y = (a * 3).exp()

y.sum().backward()
a.grad

# %% Newton's method, and a step that is differentiated
def newton(f, x, n=4):
    for k in range(n):
        y = f(x)
        g, = torch.autograd.grad(y, x, create_graph=True)
        h, = torch.autograd.grad(g, x)
        x = (x - g / h).detach().requires_grad_()
        print(f"{k} {x.item():.4f} {y.item():.4f}")

newton(lambda x: (x - 1) ** 4 + x ** 2, torch.tensor(3., requires_grad=True))
theta = torch.tensor([1., -1.], requires_grad=True)
inner = ((theta - 2) ** 2).sum()
step, = torch.autograd.grad(inner, theta, create_graph=True)
fast = theta - 0.1 * step
((fast - 2) ** 2).sum().backward()
theta.grad, fast

# %% letters
a, b = torch.arange(6.).view(2, 3), torch.ones(2, 2)
torch.einsum("ij,jk->ik", a, b)
torch.einsum("ij->z", a)

# %% numbers too large for a dtype
torch.zeros(1).half().fill_(1.).mul_(1e30), torch.tensor([70000.]).half(), torch.tensor([float("nan")]).int().dtype
