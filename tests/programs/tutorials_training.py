# %% parameters that an optimizer takes
optim = torch.optim
w = torch.tensor([1., -2.], requires_grad=True)
optim.SGD([w, w], lr=.1)
optim.SGD([w], lr=.1).add_param_group({"params": {torch.ones(1)}})
optim.SGD(torch.nn.Linear(1, 1), lr=.1)
optim.SGD([torch.nn.Linear(1, 1)], lr=.1)

# %% a state is taken over with its tensors
def step(o):
    w.grad = torch.ones(2)
    o.step()

first = optim.Adam([w], lr=.1)
step(first)
second = optim.Adam([w], lr=.5)
second.load_state_dict(first.state_dict())
step(first)
second.state[w], second.param_groups[0]["lr"]

# %% weights that decay
for kind, more in (
    (optim.SGD, {"momentum": .9}), (optim.Adam, {}), (optim.AdamW, {}), (optim.RMSprop, {}), (optim.Adagrad, {}),
    (optim.Adam, {"decoupled_weight_decay": True}), (optim.SGD, {"maximize": True}),
):
    p = torch.tensor([1., -2.], requires_grad=True)
    o = kind([p], lr=.1, weight_decay=.5, **more)
    for i in range(3):
        p.grad = torch.tensor([1., 2.])
        o.step()
    print(kind.__name__, p, list(o.defaults))

# %% schedulers asked in every way
sch = torch.optim.lr_scheduler
o = optim.SGD([w], lr=1.)
s = sch.StepLR(o, 2)
s.step()
s.step()
s.get_lr(), s.get_last_lr()
s.step(5)
s.get_last_lr(), s.last_epoch, s.state_dict()
for make in (
    lambda o: sch.ExponentialLR(o, .5), lambda o: sch.CosineAnnealingLR(o, 4),
    lambda o: sch.LambdaLR(o, lambda e: 1 / (e + 1)),
):
    o = optim.SGD([w], lr=1.)
    s = make(o)
    for epoch in range(3):
        o.step()
        s.step()
        print(s.get_last_lr())
    s.step(7)
    print(s.get_last_lr(), s.state_dict())

sch.StepLR(optim.SGD([w], lr=.1), 2, last_epoch=3)

# %% as it was written before PyTorch 1.5
torch.set_default_device(None)  # a default device lets PyTorch read each call, and warn, twice
x = torch.ones(2)
x.add_(-0.5, torch.ones(2))
torch.add(x, 2, x)
x.addcdiv_(-1, torch.ones(2), torch.full((2,), 2.))
out = torch.empty(2)
torch.mul(x, 2, out=out), out

# %% what training starts from, to the last bit
def digits(t):
    print([f"{v:.8e}" for v in t.flatten().tolist()[:4]])

torch.manual_seed(0)
net = torch.nn.Linear(3, 2)
digits(net.weight), digits(net.bias)
digits(torch.randn(40)), digits(torch.randn(3)), digits(torch.normal(0, .01, (4, 5))), digits(torch.normal(.3, 2., (2,)))
digits(torch.empty(3).uniform_(-.3, .7)), digits(torch.nn.init.kaiming_normal_(torch.empty(5, 4)))
digits(torch.normal(torch.ones(3), .5)), digits(torch.normal(torch.ones(20), torch.full((20,), .5)))
digits(torch.empty(3, dtype=torch.float64).normal_(.2, .7)), digits(torch.nn.functional.dropout(torch.ones(4), .3))
