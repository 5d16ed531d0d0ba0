# %% what is replaced keeps its place
nn = torch.nn
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
net[0] = nn.Linear(1, 3)
net
net[0] = 3
"weight" in dir(net[2]), "forward" in dir(net)
nn.Sequential(nn.Linear(1, 2), nn.functional.relu)
net.no_such_thing

# %% what is missing is said by the module's own name
nn.MSELoss()(torch.ones(1))
nn.CrossEntropyLoss()()
nn.ReLU()()
nn.Sigmoid()([1])
nn.Linear("a", 2)
nn.Linear(2.5, 2)
torch.nn.functional.linear([1.], torch.ones(1, 1))
torch.nn.functional.linear(torch.ones(1, 1), torch.ones(3, 1), torch.ones(2))

# %% hooks around the backward pass
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 1), nn.Tanh())
h = net[0].register_full_backward_hook(lambda m, gi, go: print("after", gi, go))
net(torch.ones(1, 2)).sum().backward()
h.remove()
h = net[1].register_full_backward_pre_hook(lambda m, go: (go[0] * 10,))
net.zero_grad()
net(torch.ones(1, 2)).sum().backward()
net[0].bias.grad
h.remove()
h = net[1].register_full_backward_pre_hook(lambda m, go: print("before", go))
net(torch.ones(1, 2)).sum().backward()

# %% losses with all that they take
F = nn.functional
x = torch.tensor([[1., 2., .5], [.3, .2, .9]], requires_grad=True)
t, w = torch.tensor([1, 0]), torch.tensor([1., 2., 3.])
for reduction in ("mean", "sum", "none"):
    for more in ({}, {"weight": w}, {"ignore_index": 0}, {"weight": w, "ignore_index": 0}):
        for smooth in (0., .1):
            y = F.cross_entropy(x, t, reduction=reduction, label_smoothing=smooth, **more)
            print(y, torch.autograd.grad(y.sum(), x))

p = torch.tensor([[.2, .3, .5], [.1, .1, .8]])
F.cross_entropy(x, p), F.cross_entropy(x, p, label_smoothing=.1), F.cross_entropy(x, p, reduction="none")
z = torch.tensor([[-1000., .5], [3., 1000.]], requires_grad=True)
for more in ({"pos_weight": torch.tensor(2.)}, {"weight": torch.tensor([1., 3.])}):
    y = nn.BCEWithLogitsLoss(**more)(z, torch.tensor([[1., 0.], [0., 1.]]))
    print(y, torch.autograd.grad(y, z))

y = nn.BCELoss(weight=torch.tensor([1., 3.]), reduction="none")(torch.sigmoid(z / 1000), torch.tensor([[1., 0.], [0., 1.]]))
y, torch.autograd.grad(y.sum(), z)
F.softmax(torch.tensor([1, 2, 3]), dim=0)
F.log_softmax(torch.ones(2, 2, dtype=torch.int64), dim=0)
nn.CrossEntropyLoss()(x.long(), t)
nn.NLLLoss()(x[0], t)

# %% data
DataLoader = torch.utils.data.DataLoader
list(DataLoader([torch.ones(2), torch.ones(3)], batch_size=2))
list(DataLoader([{1}, {2}], batch_size=2))
