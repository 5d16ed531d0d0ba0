# %% types and shapes
torch.ones(3) + torch.ones(2)
torch.ones(2, 3) @ torch.ones(2, 3)
torch.ones(2) @ torch.ones(3)
torch.ones(2) @ torch.ones(3, 2)
torch.ones(3, 2) @ torch.ones(3)
torch.matmul(torch.tensor(1.), torch.ones(2))
torch.ones(2) + "a"
torch.ones(2) + None
torch.ones(2) + [1, 2]
torch.add("a", torch.ones(2))
torch.zeros(2).pow("a")
torch.ones("a")
torch.rand(-1)
torch.ones_like(3)
torch.tensor("a")
torch.tensor([1, "a"])
torch.tensor([[1, 2], [3]])
torch.tensor(None)
torch.tensor({})
torch.tensor([])
torch.ones(2).view(3)
torch.ones(2, 3).mean(5)
torch.ones(2).sum(3)
torch.arange(4).mean()
torch.ones(2, dtype=torch.int64) ** -1
torch.ones(2)[5]
torch.ones(2)[0, 0]
torch.ones(2).item()
float(torch.ones(2))
bool(torch.ones(2))
len(torch.tensor(2.))
list(torch.tensor(3.))
torch.ones(2).foo
torch.manual_seed("a")
torch.ones(2).add_(torch.ones(3))
torch.ones(2).add_(torch.ones(2, 2))
torch.ones(2, dtype=torch.int64).add_(1.5)
torch.ones(2, dtype=torch.int64).mul_(torch.ones(2))

# %% what requires gradients
torch.tensor([1], requires_grad=True)
torch.tensor([1]).requires_grad_()
torch.ones(3).backward()
torch.tensor([1., 2.], requires_grad=True).mul(2).backward()
w = torch.tensor([1.], requires_grad=True)
x = torch.tensor([2.], requires_grad=True)
(w * x).detach().backward()
(w * torch.ones(2)).backward(torch.ones(3))
(w * x).backward("a")
(w * x).backward(1.)
w.numpy()
y = w * x
y.requires_grad = False
torch.ones(2).retain_grad()
y.grad
y.retain_grad()
y.backward()
y.grad
y.backward()
w.grad = 3
w.grad = torch.ones(3)
w.grad = torch.ones(1, dtype=torch.float64)
w.data = 3
w.grad.zero_()
torch.tensor([1.], requires_grad=True).grad.zero_()
torch.tensor(torch.ones(2))
y = w * x
y.backward(create_graph=True)

# %% in place
w = torch.tensor([1.], requires_grad=True)
w.add_(1)
w += 1
w[0] = 5.
w[:1] += 1
y = w * 2
z = y * y
y += 1
z.backward()
y = w.exp()
y.add_(1)
y.backward()
y = w * 3
y -= 1
y.backward()
w.grad
v = torch.tensor([2.], requires_grad=True)
y = v * w
with torch.no_grad():
    v += 1

y.backward()
torch.ones(1).expand(2, 2).add_(1)

# %% nn and optim
torch.nn.MSELoss()(torch.ones(3), torch.ones(3, 1))
torch.nn.MSELoss()(torch.ones(3), torch.ones(2))
torch.nn.functional.binary_cross_entropy_with_logits(torch.ones(3), torch.ones(3, 1))
torch.optim.SGD([w * 2], lr=0.1)
torch.optim.SGD([], lr=0.1)
torch.optim.SGD(torch.ones(2, requires_grad=True), lr=.1)
torch.optim.SGD([w], lr=-1)
torch.nn.Linear(2, 3)(torch.ones(3))
torch.nn.Linear(2, 3)(torch.ones(4, 3))
