# %% 23: one gate with two doors
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        return grad_output * 2 * x

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = Square.apply(x)
y
y.grad_fn
y.grad_fn.name()
type(y.grad_fn).__name__
y.grad_fn.next_functions
y.grad_fn.saved_tensors
y.grad_fn.needs_input_grad
y.requires_grad, y.is_leaf
y.sum().backward()
x.grad
y.sum().backward()
y.grad_fn.saved_tensors
with torch.no_grad():
    print(Square.apply(x))

print(Square.apply(torch.ones(2)))
square = Square.apply
x.grad = None
z = square(x).sum() * 2
z.backward()
x.grad
square(x).backward(torch.tensor([1., 10., 100.]))
x.grad
a = torch.tensor(3., requires_grad=True)
g, = torch.autograd.grad(square(square(a)), a, create_graph=True)
g
torch.autograd.grad(g, a)
torch.autograd.gradcheck(square, torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True))
torch.autograd.gradgradcheck(square, torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True))

# %% constants, needs_input_grad, ctx attributes, several inputs
class Power(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n, y=None):
        ctx.n = n
        ctx.save_for_backward(x, y)
        print(ctx.needs_input_grad)
        return x ** n if y is None else x ** n + y

    @staticmethod
    def backward(ctx, grad_output):
        print(ctx.needs_input_grad, type(ctx).__name__)
        x, y = ctx.saved_tensors
        grad_x = grad_y = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_output * ctx.n * x ** (ctx.n - 1)
        if len(ctx.needs_input_grad) > 2 and ctx.needs_input_grad[2]:
            grad_y = grad_output
        return grad_x, None, grad_y

x = torch.tensor([1., 2.], requires_grad=True)
Power.apply(x, 3)
Power.apply(x, 3).sum().backward()
x.grad
y = torch.tensor([5., 6.], requires_grad=True)
out = Power.apply(x.detach(), 2, y)
out
out.grad_fn.next_functions
out.sum().backward()
y.grad
Power.apply(x, 2, torch.ones(2)).sum().backward()
x.grad
Power.apply(x, n=2)

# %% what goes wrong
class S(torch.autograd.Function):
    answer = None

    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, g):
        return S.answer(g)

x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
S.answer = lambda g: g
S.apply(x, y).sum().backward()
S.answer = lambda g: (g, g, g)
S.apply(x, y).sum().backward()
S.answer = lambda g: (g, g, None)
S.apply(x, y).sum().backward()
x.grad, y.grad
S.answer = lambda g: (g, torch.ones(1))
S.apply(x, y).sum().backward()
S.answer = lambda g: (torch.ones(3), g)
S.apply(x, y).sum().backward()
S.answer = lambda g: (g, torch.ones(1, 2))
S.apply(x, y).sum().backward()
S.answer = lambda g: (g, torch.ones(3, 2))
x.grad = y.grad = None
S.apply(x, y).sum().backward()
x.grad, y.grad
S.answer = lambda g: (g, 3)
S.apply(x, y).sum().backward()
S.answer = lambda g: (g, "three")
S.apply(x, y).sum().backward()
S.answer = lambda g: None
x.grad = y.grad = None
S.apply(x, y).sum().backward()
x.grad, y.grad
S.answer = lambda g: (None, None)
S.apply(x, y).sum().backward()
x.grad, y.grad
S.answer = lambda g: [g, g]
S.apply(x, y).sum().backward()
S.answer = lambda g: (g.to(torch.float64), g)
S.apply(x, y).sum().backward()
x.grad
S.answer = lambda g: 1 / 0
S.apply(x, y).sum().backward()
S.apply(x)
S.apply()
S()(x, y)
S.apply(x.detach(), 2).backward()

# %% the old way, and half a Function
class Old(torch.autograd.Function):
    def forward(self, x):
        return x * 2

    def backward(self, g):
        return g * 2

x = torch.tensor([1.], requires_grad=True)
Old()(x)
Old.apply(x)

class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

y = NoBackward.apply(x)
y
y.backward()

class NoForward(torch.autograd.Function):
    @staticmethod
    def backward(ctx, g):
        return g

NoForward.apply(x)

class Nothing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return None

    @staticmethod
    def backward(ctx, g):
        return g

Nothing.apply(x)

class Number(Nothing):
    @staticmethod
    def forward(ctx, x):
        return 3

Number.apply(x)

# %% several outputs
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x + 1, x * 2

    @staticmethod
    def backward(ctx, g1, g2):
        print(g1, g2)
        return g1 + 2 * g2

x = torch.tensor([1., 2.], requires_grad=True)
a, b = Both.apply(x)
a, b
a.grad_fn is b.grad_fn
a.output_nr, b.output_nr
(a * b).sum().backward()
x.grad
a, b = Both.apply(x)
c = a * 3
c.grad_fn.next_functions[0][0] is a.grad_fn, c.grad_fn.next_functions[0][1]
(b * 3).grad_fn.next_functions[0][1]
b.sum().backward()
x.grad
a, b = Both.apply(x)
b.retain_grad()
handle = a.register_hook(lambda g: g * 10)
(a + b).sum().backward()
b.grad
a, b = Both.apply(x)
torch.autograd.grad(a.sum() + b.sum(), [a, b, x])
a, b = Both.apply(x)
torch.autograd.grad([a.sum(), b.sum()], x)
isinstance(Both.apply(x), tuple)

class Pair(Both):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x + 1, x * 2

    @staticmethod
    def backward(ctx, g1, g2):
        print(g1, g2)
        return g1 if g1 is not None else 2 * g2

a, b = Pair.apply(x)
b.sum().backward()

# %% mark_non_differentiable, mark_dirty
class Sorted(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        positive = x > 0
        ctx.mark_non_differentiable(positive)
        ctx.save_for_backward(positive)
        return x * positive, positive

    @staticmethod
    def backward(ctx, g, unused):
        print(unused)
        positive, = ctx.saved_tensors
        return g * positive

x = torch.tensor([-1., 2.], requires_grad=True)
y, mask = Sorted.apply(x)
y, mask, mask.requires_grad
y.sum().backward()
x.grad

class Double_(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 2

y = x * 1
z = Double_.apply(y)
z is y
y
y._version
y.sum().backward()
x.grad
Double_.apply(x)
Double_.apply(torch.ones(2))

# %% returning an input, saving something else, leaving the saved tensor alone
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 10

x = torch.tensor([1., 2.], requires_grad=True)
y = Same.apply(x)
y is x
y
y.sum().backward()
x.grad

class Keep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        print(y, y.requires_grad, type(y.grad_fn).__name__)
        return g * y

y = Keep.apply(x)
y.sum().backward()
y = Keep.apply(x)
y.add_(1)
y.sum().backward()

class NotTensor(Keep):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(3)
        return x * 2

NotTensor.apply(x)

class Input(Keep):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        print(x.requires_grad, torch.is_grad_enabled(), (x * 2).requires_grad)
        return x * 2

y = x * 1
z = Input.apply(y)
z
y.add_(1)
z.sum().backward()
z = Input.apply(y)
z.sum().backward()

# %% forward and setup_context apart
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(x, scale=1):
        return x ** 3 * scale

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, scale = inputs
        ctx.save_for_backward(x)
        ctx.scale = scale
        print(inputs, output)

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * 3 * x ** 2 * ctx.scale, None

x = torch.tensor([1., 2.], requires_grad=True)
y = Cube.apply(x, 2)
y
y.sum().backward()
x.grad
Cube.apply(x)
Cube.apply(x, scale=3)

# %% double backward
class Sine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x)

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        print(torch.is_grad_enabled(), g.requires_grad, x.requires_grad)
        return g * torch.cos(x)

x = torch.tensor(1., requires_grad=True)
g, = torch.autograd.grad(Sine.apply(x), x, create_graph=True)
g
gg, = torch.autograd.grad(g, x, create_graph=True)
gg
torch.autograd.grad(gg, x)

class Once(Sine):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        x, = ctx.saved_tensors
        print(torch.is_grad_enabled())
        return g * torch.cos(x)

Once.apply(x).backward()
x.grad
g, = torch.autograd.grad(Once.apply(x), x, create_graph=True)
g
torch.autograd.grad(g, x)

class Result(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.exp(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        print(y.requires_grad)
        return g * y

g, = torch.autograd.grad(Result.apply(x), x, create_graph=True)
g
torch.autograd.grad(g, x)

# %% in a model, inside other operations, without gradients
class ClampedReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input * (input > 0)

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input < 0] = 0
        return grad_input

relu = ClampedReLU.apply
x = torch.tensor([[1., -2.], [3., 4.]])
w = torch.tensor([[.5, -1.], [2., .1]], requires_grad=True)
loss = (relu(x @ w) - 1).pow(2).sum()
loss
loss.backward()
w.grad
with torch.no_grad():
    w -= 0.1 * w.grad

w
w.grad.zero_()
relu(w)
y = relu(w)
y.retain_grad()
y.sum().backward()
y.grad
h = relu(w)
first = h.register_hook(lambda g: print("hook", g))
second = h.grad_fn.register_hook(lambda gi, go: print("node", gi, go))
h.sum().backward()
isinstance(h.grad_fn, torch.autograd.graph.Node)

# %% names of the module
torch.autograd.Function.__name__, torch.autograd.function.Function is torch.autograd.Function
class F(torch.autograd.Function):
    pass

F.apply(torch.ones(1))
F.forward(None)
F.backward(None)
ctx = torch.autograd.function.FunctionCtx()
ctx.save_for_backward(torch.ones(1))
ctx.to_save
