# %% modules, as they print
nn = torch.nn
F = torch.nn.functional
_ = torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
net
print(net)
net[0]
net[0].weight
net[0].bias
list(net.parameters())
for name, p in net.named_parameters():
    print(name, p.shape, p.requires_grad, p.is_leaf)

net(torch.ones(4, 2))
net(torch.ones(2))
len(net)
net[-1]
net[:2]
net[5]
nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1, bias=False))
nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()])
nn.ModuleList()
nn.ModuleDict({"a": nn.Tanh(), "b": nn.Sigmoid()})
nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.zeros(1, 3))])
nn.Softmax(dim=1)
nn.LogSoftmax(dim=0)
nn.Dropout(0.3)
nn.Flatten()
nn.Softplus()
nn.LeakyReLU(0.2)
nn.LeakyReLU(0.2, inplace=True)
nn.ReLU(inplace=True)
nn.BatchNorm1d(3)
nn.Conv2d(1, 4, 3)
nn.Conv2d(2, 4, (3, 5), stride=2, padding=1, dilation=2, groups=2, bias=False)
nn.Identity(3, a=4)
nn.MSELoss()
nn.CrossEntropyLoss()
nn.BCEWithLogitsLoss()
nn.L1Loss(reduction="sum").reduction

# %% a module of one's own
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.first = nn.Linear(2, hidden)
        self.second = nn.Linear(hidden, 1)
        self.scale = nn.Parameter(torch.tensor([2.]))
        self.register_buffer("count", torch.tensor(0))
        self.register_parameter("nothing", None)
        self.plain = torch.ones(1, requires_grad=True)
    def forward(self, x):
        return self.second(torch.tanh(self.first(x))) * self.scale

_ = torch.manual_seed(1)
net = Net(3)
net
[name for name, _ in net.named_parameters()]
[name for name, _ in net.named_buffers()]
[name for name, _ in net.named_modules()]
[name for name, _ in net.named_children()]
[type(m).__name__ for m in net.modules()]
[type(m).__name__ for m in net.children()]
dict(net.state_dict())
list(net.state_dict().keys())
net.nothing
net.count
net.training
net.eval().training
net.first.training
net.train().first.training
net.train("yes")
y = net(torch.ones(1, 2))
y
y.sum().backward()
net.first.weight.grad
net.scale.grad
net.zero_grad()
net.scale.grad
net(torch.ones(1, 2)).sum().backward()
net.zero_grad(set_to_none=False)
net.scale.grad
net.requires_grad_(False).scale.requires_grad
net.requires_grad_(True).scale.requires_grad
list(net.parameters())[0].shape
net.parameters()
net.named_parameters()
net.scale = nn.Parameter(torch.tensor([3.]))
net.scale
net.scale = torch.tensor([3.])
net.scale = 3
net.first = 3
net.count = 3
net.count = torch.tensor(1)
net.count
net.first = None
net
del net.second
net
net.missing
sum(p.numel() for p in net.parameters())
net.double().scale
net.float().scale.dtype
net.to(torch.float64).scale.dtype
net.to(torch.int64)
net.to("cpu").scale.dtype
net.half().scale.dtype
hasattr(net, "scale"), hasattr(net, "second")

# %% what goes wrong
class Bad(nn.Module):
    def __init__(self):
        self.a = nn.Linear(1, 1)

Bad()
class Worse(nn.Module):
    def __init__(self):
        self.a = nn.Parameter(torch.ones(1))

Worse()
class Empty(nn.Module):
    pass

Empty()(1)
Empty(3)
Empty(a=3)
m = Empty()
m.register_parameter("a.b", nn.Parameter(torch.ones(1)))
m.register_parameter("", nn.Parameter(torch.ones(1)))
m.register_parameter(3, nn.Parameter(torch.ones(1)))
m.register_parameter("a", torch.ones(1))
m.register_parameter("forward", None)
m.register_buffer("a", 3)
m.register_buffer("a.b", None)
m.add_module("a", 3)
m.add_module("a.b", nn.ReLU())
m.add_module("", nn.ReLU())
m.add_module("training", nn.ReLU())
m.add_module("child", nn.ReLU())
m
m.child
nn.Parameter([1.])
nn.Parameter(torch.tensor([1]))
nn.Parameter(torch.tensor([1.]), requires_grad=False)
nn.Parameter(torch.ones(2)) * 2
nn.Linear(2, 1)(torch.ones(3))
nn.Linear(2, 1)([1., 2.])
nn.Linear(2, 1)(torch.ones(2, 2).to(torch.int64))
nn.Linear(2, 1)(torch.ones(2, 2, dtype=torch.float64))
nn.Linear(2)
nn.Dropout(2)
nn.Conv2d(3, 4, 3, groups=2)
nn.BatchNorm1d(3)(torch.ones(3))
nn.BatchNorm1d(3)(torch.ones(1, 3))
nn.BatchNorm1d(3)(torch.ones(4, 2))
nn.Linear(2, 1).load_state_dict(3)
nn.Linear(2, 1).load_state_dict({})
nn.Linear(2, 1).load_state_dict({"weight": torch.ones(1, 2), "bias": torch.ones(1), "more": 1})
nn.Linear(2, 1).load_state_dict({"weight": torch.ones(2, 2), "bias": torch.ones(1)})
nn.Linear(2, 1).load_state_dict({"weight": 3, "bias": torch.ones(1)})
nn.Linear(2, 1).load_state_dict({"weight": torch.ones(2, 2), "bias": torch.ones(3), "c": 1, "d": 2})
nn.Linear(2, 1).load_state_dict({"weight": torch.ones(1, 2)}, strict=False)
nn.Linear(2, 1).load_state_dict({"weight": torch.ones(1, 2), "bias": torch.ones(1)})
nn.Sequential(nn.Linear(1, 1)).load_state_dict({"0.weight": torch.ones(1, 1)})

# %% hooks
calls = []
net = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
with torch.no_grad():
    net[0].weight.copy_(torch.tensor([[1., 2.], [3., 4.]]))
    net[0].bias.fill_(0.5)

h = net[0].register_forward_hook(lambda m, args, out: calls.append((type(m).__name__, args[0].shape, out.shape)))
p = net[1].register_forward_pre_hook(lambda m, args: (args[0] * 0.1,))
net(torch.ones(1, 2))
calls
h.remove()
net(torch.ones(1, 2))
len(calls)
p.remove()
net(torch.ones(1, 2))
h = net.register_forward_hook(lambda m, args, out: out * 2)
net(torch.ones(1, 2))
h.remove()
b = net[1].register_full_backward_hook(lambda m, gi, go: print("backward", gi, go))
x = torch.ones(1, 2, requires_grad=True)
y = net(x)
y.sum().backward()
x.grad
b.remove()
b = net[0].register_full_backward_hook(lambda m, gi, go: (gi[0] * 0,))
x.grad = None
net(x).sum().backward()
x.grad

# %% containers
l = nn.ModuleList([nn.Linear(1, 2)])
l.append(nn.ReLU())
l.extend([nn.Tanh(), nn.Tanh()])
l.insert(1, nn.Sigmoid())
len(l), l[-1], l[1:3]
del l[0]
l
[type(m).__name__ for m in l]
l + [nn.ReLU()]
l.pop(0)
l[7]
l(1)
d = nn.ModuleDict()
d["x"] = nn.Linear(1, 1)
d["y"] = nn.ReLU()
list(d), "x" in d, len(d), list(d.keys())
[k for k, m in d.items()]
d
p = nn.ParameterList(nn.Parameter(torch.tensor([float(i)])) for i in range(3))
p[1]
len(p)
[q.item() for q in p]
p.append(torch.ones(2))
[n for n, _ in p.named_parameters()]
s = nn.Sequential()
s.add_module("one", nn.Linear(1, 1))
s.append(nn.ReLU())
s
s.one
from collections import OrderedDict
nn.Sequential(OrderedDict([("lin", nn.Linear(1, 1)), ("act", nn.ReLU())]))
nn.Sequential(nn.ReLU()) + nn.Sequential(nn.Tanh())
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 1.)
        m.bias.data.fill_(0)
    print(type(m).__name__)

net = nn.Sequential(nn.Linear(2, 1), nn.Sequential(nn.Linear(1, 1), nn.ReLU()))
net.apply(init)
net(torch.tensor([[1., 2.]]))

# %% running averages without a momentum: of all batches alike
torch.manual_seed(0)
norm = torch.nn.BatchNorm1d(2, momentum=None)
for batch in (torch.tensor([[1., 2.], [3., 6.]]), torch.tensor([[0., 1.], [4., 2.]])):
    print(norm(batch))
    print(norm.running_mean, norm.running_var, norm.num_batches_tracked)
norm.eval()(torch.ones(1, 2))

# %% as much padding as keeps the size
torch.manual_seed(0)
same = torch.nn.Conv2d(1, 1, 3, padding="same")
same, same(torch.ones(1, 1, 2, 2)).shape
torch.nn.Conv2d(1, 1, 3, padding="same", stride=2)
torch.nn.Conv2d(1, 1, 2, padding="valid")(torch.ones(1, 2, 2)).shape
