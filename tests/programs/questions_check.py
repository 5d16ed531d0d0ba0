# %% 19: gradcheck
x = torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True)
w = torch.tensor([3., 4.], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(lambda x: x ** 2, x)
torch.autograd.gradcheck(lambda x, w: x * w, (x, w))
torch.autograd.gradcheck(lambda x, w: (x * w, x + w), [x, w])
torch.autograd.gradgradcheck(lambda x, w: x ** 2 * w, (x, w))
torch.autograd.gradcheck(torch.sigmoid, (x,), eps=1e-6, atol=1e-4)
torch.autograd.gradcheck(lambda x: x.sum(), x, raise_exception=False)
torch.autograd.gradcheck(lambda x: x, torch.ones(2))
torch.autograd.gradcheck(lambda x: x ** 2, torch.ones(2, requires_grad=True))
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 2

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * x

torch.autograd.gradcheck(Wrong.apply, x)
torch.autograd.gradcheck(Wrong.apply, x, raise_exception=False)
torch.autograd.gradcheck(lambda x, w: (x * w, Wrong.apply(w)), (x, w))
torch.autograd.gradcheck(lambda x: x.detach(), x)
torch.autograd.gradcheck(lambda x: 3, x)
torch.autograd.gradcheck(lambda x: (x * 2).detach() + 0 * x, x)
torch.autograd.gradcheck(lambda x, w: x * 2, (x, w))
torch.autograd.gradcheck(lambda x: x ** 2, "a")
torch.autograd.gradgradcheck(Wrong.apply, x)
torch.autograd.gradcheck(Wrong.apply, torch.tensor([[1., 2.]], dtype=torch.float64, requires_grad=True))
torch.autograd.gradcheck(lambda x: x ** 2, x, eps=0.1, atol=1e-8, rtol=1e-8)
torch.autograd.gradcheck(lambda x: x ** 2, x, atol=1., rtol=0.1)
gradcheck = torch.autograd.gradcheck
gradcheck(lambda x: (x ** 3).mean(), x)
torch.autograd.gradcheck(lambda a: a * 3, (torch.randn(3, dtype=torch.float64, requires_grad=True),), eps=1e-6, atol=1e-4)

# %% jacobian and its kin
from operator import attrgetter
jacobian, hessian, vjp, jvp, hvp, vhp = attrgetter("jacobian", "hessian", "vjp", "jvp", "hvp", "vhp")(torch.autograd.functional)
x = torch.tensor([1., 2., 3.])
jacobian(lambda x: x ** 2, x)
jacobian(lambda x: x.sum(), x)
jacobian(lambda x, y: x * y, (x, torch.ones(3)))
jacobian(lambda x: (x * 2, x.sum()), x)
jacobian(lambda x, y: (x * 2, y.sum()), (x, torch.ones(2)))
jacobian(lambda x: x.reshape(3, 1) * x, x)
jacobian(lambda x: x ** 2, x, create_graph=True)
jacobian(lambda x: torch.ones(2), x)
jacobian(lambda x: torch.ones(2), x, strict=True)
jacobian(lambda x, y: x * 2, (x, torch.ones(1)), strict=True)
jacobian(lambda x: 3, x)
jacobian(lambda x: x, [1., 2.])
jacobian(lambda x: x, (x, 3))
jacobian(lambda x: x ** 2, x, vectorize=True)
x.requires_grad
a = torch.tensor([1., 2.], requires_grad=True)
j = jacobian(lambda x: x ** 2, a, create_graph=True)
j
j.sum().backward()
a.grad
hessian(lambda x: (x ** 3).sum(), x)
hessian(lambda x, y: (x ** 2 * y).sum(), (x, torch.ones(3)))
hessian(lambda x: x ** 2, x)
hessian(lambda x: (x.sum(), x.sum()), x)
hessian(lambda x: x.sum(), x)
hessian(lambda x: x.sum(), x, strict=True)
hessian(lambda x: (x ** 3).sum(), x, create_graph=True)
vjp(lambda x: x ** 2, x, torch.tensor([1., 10., 100.]))
vjp(lambda x: (x ** 2).sum(), x)
vjp(lambda x: x ** 2, x)
vjp(lambda x: x ** 2, x, torch.ones(2))
vjp(lambda x, y: x * y, (x, torch.ones(3)), v=torch.ones(3))
vjp(lambda x: (x, x * 2), x, torch.ones(3))
vjp(lambda x: x ** 2, x, torch.ones(3), create_graph=True)
vjp(lambda x: torch.ones(3), x, torch.ones(3), strict=True)
jvp(lambda x: x ** 2, x, torch.tensor([1., 10., 100.]))
jvp(lambda x: x.sum(), x, torch.ones(3))
jvp(lambda x, y: x * y, (x, torch.ones(3)), (torch.ones(3), torch.ones(3)))
jvp(lambda x: x ** 2, x)
jvp(lambda x: x ** 2, torch.tensor(3.))
jvp(lambda x: x ** 2, x, torch.ones(2))
hvp(lambda x: (x ** 3).sum(), x, torch.tensor([1., 0., 0.]))
vhp(lambda x: (x ** 3).sum(), x, torch.tensor([1., 0., 0.]))
hvp(lambda x, y: (x ** 2 * y).sum(), (x, torch.ones(3)), (torch.ones(3), torch.ones(3)))
vhp(lambda x, y: (x ** 2 * y).sum(), (x, torch.ones(3)), (torch.ones(3), torch.ones(3)))
hvp(lambda x: x ** 3, x, torch.ones(3))
hvp(lambda x: x.sum(), x, torch.ones(3))
hvp(lambda x: (x ** 2).sum(), x)
vhp(lambda x: (x ** 2).sum(), x, torch.ones(2))
hvp(lambda x: 3, x, torch.ones(3))
torch.autograd.functional.jacobian(torch.exp, torch.tensor([[0., 1.]]))
