# %% initial numbers
nn = torch.nn
_ = torch.manual_seed(0)
w = torch.empty(3, 5)
nn.init.uniform_(w)
nn.init.uniform_(w, -1, 1)
nn.init.normal_(w)
nn.init.normal_(w, mean=1., std=0.1)
nn.init.constant_(w, 0.3)
nn.init.ones_(w)
nn.init.zeros_(w)
nn.init.xavier_uniform_(w)
nn.init.xavier_uniform_(w, gain=2.)
nn.init.xavier_normal_(w)
nn.init.kaiming_uniform_(w)
nn.init.kaiming_uniform_(w, mode="fan_out", nonlinearity="relu")
nn.init.kaiming_normal_(w, a=0.1)
nn.init.kaiming_normal_(torch.empty(2, 3, 2, 2))
nn.init.calculate_gain("relu"), nn.init.calculate_gain("tanh"), nn.init.calculate_gain("linear")
nn.init.calculate_gain("leaky_relu", 0.2), nn.init.calculate_gain("leaky_relu")
nn.init.calculate_gain("foo")
nn.init.xavier_uniform_(torch.empty(3))
nn.init.kaiming_uniform_(w, mode="fan")
layer = nn.Linear(2, 2)
nn.init.xavier_uniform_(layer.weight)
nn.init.constant_(layer.bias, 0.)
layer.weight.requires_grad, layer.weight.is_leaf, layer.weight._version
_ = torch.manual_seed(42)
nn.Linear(3, 2).weight
nn.Linear(3, 2).bias
nn.Linear(20, 1, bias=False).weight
g = torch.Generator().manual_seed(5)
nn.init.uniform_(torch.empty(2), generator=g)
nn.init.normal_(torch.empty(2), generator=g)
net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
net(torch.ones(1, 1))
for p in net.parameters():
    nn.init.normal_(p, 0, 0.01)

net(torch.ones(1, 1))
p = nn.Parameter(torch.ones(2))
(p * 3).sum().backward()
p.grad.mul_(100)
p.grad
