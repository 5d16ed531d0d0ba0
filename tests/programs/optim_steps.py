# %% ten steps of each
optim = torch.optim
def steps(make, n=10):
    w = torch.tensor([[1., -2.], [3., 0.5]], requires_grad=True)
    b = torch.tensor([0.3, -0.2], requires_grad=True)
    optimizer = make([w, b])
    x = torch.tensor([[1., 2.], [3., -1.], [0.5, 0.]])
    for i in range(n):
        optimizer.zero_grad()
        loss = ((x @ w + b - 1) ** 2).mean()
        loss.backward()
        optimizer.step()
        print(w.detach().view(-1), b.detach(), loss.item())
    return optimizer

steps(lambda p: optim.SGD(p, lr=0.1))
steps(lambda p: optim.SGD(p, lr=0.1, momentum=0.9))
steps(lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True))
steps(lambda p: optim.SGD(p, lr=0.1, weight_decay=0.1, momentum=0.5, dampening=0.3))
steps(lambda p: optim.SGD(p, lr=0.01, maximize=True), 3)
steps(lambda p: optim.Adam(p))
steps(lambda p: optim.Adam(p, lr=0.1, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.1))
steps(lambda p: optim.Adam(p, lr=0.1, amsgrad=True))
steps(lambda p: optim.AdamW(p, lr=0.1))
steps(lambda p: optim.RMSprop(p))
steps(lambda p: optim.RMSprop(p, lr=0.05, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.01))
steps(lambda p: optim.Adagrad(p))
steps(lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.1, initial_accumulator_value=0.5))

# %% groups, state, text
w = torch.tensor([1., 2.], requires_grad=True)
v = torch.tensor([3.], requires_grad=True)
optimizer = optim.SGD([{"params": [w]}, {"params": v, "lr": 0.5}], lr=0.1, momentum=0.9)
optimizer
optimizer.param_groups
optimizer.state_dict()
(w.sum() * v).backward()
optimizer.step()
w, v
optimizer.state_dict()
optimizer.state
optimizer.zero_grad()
w.grad
optimizer.zero_grad(set_to_none=False)
(w.sum() * v).backward()
optimizer.zero_grad(set_to_none=False)
w.grad
optimizer.param_groups[0]["lr"] = 0.01
optimizer.param_groups[0]["lr"]
u = torch.tensor([5.], requires_grad=True)
optimizer.add_param_group({"params": u, "lr": 1.})
len(optimizer.param_groups)
optimizer.add_param_group({"params": u})
optimizer.add_param_group([u])
adam = optim.Adam([w, v])
adam
(w.sum() * v).backward()
adam.step()
adam.state_dict()
saved = adam.state_dict()
other = optim.Adam([w, v], lr=5.)
other.load_state_dict(saved)
other.param_groups[0]["lr"]
other.state_dict()["state"][0]["step"]
optim.SGD([w], lr=0.1).load_state_dict(optimizer.state_dict())
optim.SGD([w, v], lr=0.1).load_state_dict(optim.SGD([w], lr=0.1).state_dict())
def closure():
    optimizer.zero_grad()
    loss = (w ** 2).sum()
    loss.backward()
    return loss

optim.SGD([w], lr=0.1).step(closure)
w._version
optim.SGD([w], lr=0.1).step()
w._version
optim.SGD([w], lr=-1)
optim.SGD([w], lr=0.1, momentum=-1)
optim.SGD([w], lr=0.1, weight_decay=-1)
optim.SGD([w], lr=0.1, nesterov=True)
optim.SGD([], lr=0.1)
optim.SGD(w, lr=0.1)
optim.SGD([w * 2], lr=0.1)
optim.SGD([1], lr=0.1)
optim.Adam([w], lr=-1)
optim.Adam([w], eps=-1)
optim.Adam([w], betas=(1., 0.9))
optim.Adam([w], betas=(0.9, 2.))
optim.Adam([w], weight_decay=-1)
optim.RMSprop([w], alpha=-1)
optim.Adagrad([w], lr_decay=-1)
optim.SGD([w], momentum=0.5).defaults

# %% learning rates
CosineAnnealingLR, ExponentialLR, LambdaLR, StepLR = torch.optim.lr_scheduler.CosineAnnealingLR, torch.optim.lr_scheduler.ExponentialLR, torch.optim.lr_scheduler.LambdaLR, torch.optim.lr_scheduler.StepLR
def rates(make, n=8):
    optimizer = optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    scheduler = make(optimizer)
    for i in range(n):
        print(scheduler.get_last_lr(), optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    print(scheduler.state_dict())

rates(lambda o: StepLR(o, step_size=3))
rates(lambda o: StepLR(o, 2, gamma=0.5))
rates(lambda o: ExponentialLR(o, gamma=0.9))
rates(lambda o: LambdaLR(o, lr_lambda=lambda e: 0.95 ** e))
rates(lambda o: CosineAnnealingLR(o, T_max=5), 12)
rates(lambda o: CosineAnnealingLR(o, T_max=4, eta_min=0.01))
optimizer = optim.SGD([w], lr=0.1)
scheduler = StepLR(optimizer, 2)
optimizer.param_groups[0]["initial_lr"]
scheduler.step()
StepLR(3, 2)

# %% parameters with names, and settings that do not go together
a, b = torch.nn.Parameter(torch.ones(1)), torch.nn.Parameter(torch.ones(1))
torch.optim.SGD([("a", a), ("b", b)], lr=0.1).state_dict()["param_groups"][0]["param_names"]
torch.optim.SGD([("a", a), b], lr=0.1)
torch.optim.SGD([("a", a)], lr=0.1).add_param_group({"params": [b]})
torch.optim.SGD([a], lr=0.1).add_param_group({"params": [("b", b)]})
torch.optim.SGD([a], lr=torch.tensor([0.1, 0.2]))
torch.optim.Adam([a], fused=True, foreach=True)
torch.optim.SGD([a], fused=True, differentiable=True)
