# ruff: noqa: E501
"""The names of nn, its functions, optimizers, data and saving: each with a small program that shows what it does.

Every program is run under minigrad and under PyTorch, and what they show is compared to the letter.
"""

DATA = """
torch.manual_seed(0) and None
x = torch.tensor([[1., -2.], [0.5, 3.]])
"""
MODEL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.second = nn.Linear(3, 1)
    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))
_ = torch.manual_seed(0)
net = Net()
x = torch.tensor([[1., -2.], [0.5, 3.]])
"""
TRAIN = """
def train(optimizer, w, n=4):
    for i in range(n):
        optimizer.zero_grad()
        ((w - 3) ** 2 * torch.tensor([1., 2.])).sum().backward()
        optimizer.step()
        print(w)
w = torch.tensor([1., -2.], requires_grad=True)
"""
START = "nn = torch.nn\nF = torch.nn.functional\noptim = torch.optim\ndata = torch.utils.data\n"


def of_model(text: str) -> str:
    return START + MODEL + text


def of_step(text: str) -> str:
    return START + TRAIN + text


def alone(text: str) -> str:
    return START + "_ = torch.manual_seed(0)\nx = torch.tensor([[1., -2.], [0.5, 3.]], requires_grad=True)\n" + text


NAMES: dict[str, str] = {
    # modules
    "nn.Module": of_model("net\nnet(x)\nnn.Module()\nnn.Module()(1)"),
    "nn.Linear": alone(
        "l = nn.Linear(in_features=2, out_features=3)\nl\nl.weight\nl(x)\nnn.Linear(2, 1, bias=False).bias"
    ),
    "nn.Parameter": alone(
        "nn.Parameter(torch.ones(2))\nnn.Parameter(data=torch.ones(1), requires_grad=False).requires_grad"
    ),
    "nn.Sequential": alone("s = nn.Sequential(nn.Linear(2, 1), nn.ReLU())\ns\ns(x)\ns[0].bias\nlen(s)"),
    "nn.ModuleList": alone("l = nn.ModuleList([nn.Linear(2, 2), nn.Tanh()])\nl\n[m(x) for m in l]\nl[-1]"),
    "nn.ModuleDict": alone("d = nn.ModuleDict({'a': nn.ReLU()})\nd\nd['a'](x)\nlist(d.keys())"),
    "nn.ParameterList": alone("p = nn.ParameterList([torch.ones(2)])\np\np[0]\n[n for n, _ in p.named_parameters()]"),
    "nn.Identity": alone("nn.Identity()(x)\nnn.Identity(1, a=2)"),
    "nn.Flatten": alone(
        "nn.Flatten()(torch.ones(2, 3, 4)).shape\nnn.Flatten(0, 1)(torch.ones(2, 3, 4)).shape\nnn.Flatten()"
    ),
    "nn.ReLU": alone("nn.ReLU()(x)\nnn.ReLU(inplace=True)"),
    "nn.Sigmoid": alone("nn.Sigmoid()(x)\nnn.Sigmoid()"),
    "nn.Tanh": alone("nn.Tanh()(x)\nnn.Tanh()"),
    "nn.LeakyReLU": alone("nn.LeakyReLU()(x)\nnn.LeakyReLU(0.3)"),
    "nn.Softmax": alone("nn.Softmax(dim=1)(x)\nnn.Softmax(dim=1)"),
    "nn.LogSoftmax": alone("nn.LogSoftmax(dim=1)(x)\nnn.LogSoftmax(dim=0)"),
    "nn.Softplus": alone("nn.Softplus()(x)\nnn.Softplus(2, 10)"),
    "nn.Dropout": alone("d = nn.Dropout(p=0.5)\nd(torch.ones(12))\nd.eval()(torch.ones(3))\nd"),
    "nn.BatchNorm1d": alone("b = nn.BatchNorm1d(2)\nb\nb(x)\nb.running_mean\nb.eval()(x)\nb.num_batches_tracked"),
    "nn.Conv2d": alone("c = nn.Conv2d(1, 2, kernel_size=2)\nc\nc(torch.ones(1, 1, 3, 3))"),
    "nn.MSELoss": alone("nn.MSELoss()(x, torch.zeros(2, 2))\nnn.MSELoss(reduction='sum')(x, torch.zeros(2, 2))"),
    "nn.L1Loss": alone("nn.L1Loss()(x, torch.zeros(2, 2))\nnn.L1Loss(reduction='none')(x, torch.zeros(2, 2))"),
    "nn.BCELoss": alone("p = torch.sigmoid(x)\nnn.BCELoss()(p, torch.ones(2, 2))\nnn.BCELoss()(x, torch.ones(2, 2))"),
    "nn.BCEWithLogitsLoss": alone(
        "nn.BCEWithLogitsLoss()(x, torch.ones(2, 2))\nnn.BCEWithLogitsLoss()(x, torch.ones(2))"
    ),
    "nn.CrossEntropyLoss": alone(
        "l = nn.CrossEntropyLoss()\nl(x, torch.tensor([0, 1]))\nl(x, torch.tensor([0, 2]))\n"
        "nn.CrossEntropyLoss(weight=torch.tensor([1., 3.]), ignore_index=0, reduction='sum')(x, torch.tensor([0, 1]))"
    ),
    "nn.NLLLoss": alone("nn.NLLLoss()(F.log_softmax(x, 1), torch.tensor([0, 1]))"),
    # methods of modules
    "Module.parameters": of_model("[p.shape for p in net.parameters()]\nnet.parameters()"),
    "Module.named_parameters": of_model(
        "[n for n, p in net.named_parameters()]\ndict(net.named_parameters())['first.bias']"
    ),
    "Module.forward": of_model("net.forward(x)"),
    "Module.train": of_model("net.train(False).training\nnet.train().first.training\nnet.train(1)"),
    "Module.eval": of_model("net.eval().training"),
    "Module.state_dict": of_model("net.state_dict()\nnet.state_dict()['second.bias'].requires_grad"),
    "Module.load_state_dict": of_model("net.load_state_dict(net.state_dict())\nnet.load_state_dict({'first.bias': 1})"),
    "Module.add_module": of_model("net.add_module('third', nn.ReLU())\nnet\nnet.add_module('third', 3)"),
    "Module.zero_grad": of_model("net(x).sum().backward()\nnet.zero_grad()\nnet.first.weight.grad"),
    "Module.to": of_model(
        "net.to('cpu')\nnet.to(torch.float64).first.weight.dtype\nnet.to(dtype=torch.float32).first.bias.dtype"
    ),
    "Module.children": of_model("[type(m).__name__ for m in net.children()]"),
    "Module.named_children": of_model("[n for n, m in net.named_children()]"),
    "Module.modules": of_model("[type(m).__name__ for m in net.modules()]"),
    "Module.named_modules": of_model("[n for n, m in net.named_modules()]"),
    "Module.apply": of_model("net.apply(lambda m: print(type(m).__name__)) is net"),
    "Module.register_parameter": of_model(
        "net.register_parameter('w', nn.Parameter(torch.ones(1)))\nnet.w\nnet.register_parameter('w', 3)"
    ),
    "Module.register_buffer": of_model("net.register_buffer('b', torch.ones(1))\nnet.b\nlist(net.state_dict())"),
    "Module.register_forward_hook": of_model(
        "h = net.first.register_forward_hook(lambda m, args, out: print(type(m).__name__, args[0].shape, out.shape))\n"
        "net(x)\nh.remove()\nnet(x)"
    ),
    "Module.register_full_backward_hook": of_model(
        "h = net.second.register_full_backward_hook(lambda m, gi, go: print(gi, go))\nnet(x).sum().backward()"
    ),
    "Module.requires_grad_": of_model("net.requires_grad_(False)(x).requires_grad"),
    # functions
    "F.relu": alone("F.relu(x)\nF.relu('a')"),
    "F.sigmoid": alone("F.sigmoid(x)"),
    "F.tanh": alone("F.tanh(x)"),
    "F.softplus": alone("F.softplus(x)\nF.softplus(x, beta=2)"),
    "F.leaky_relu": alone("F.leaky_relu(x, negative_slope=0.1)"),
    "F.softmax": alone("F.softmax(x, dim=0)\nF.softmax(x)"),
    "F.log_softmax": alone("F.log_softmax(x, dim=-1)"),
    "F.linear": alone("F.linear(x, torch.ones(3, 2), torch.ones(3))\nF.linear(x, torch.ones(3, 3))"),
    "F.mse_loss": alone("F.mse_loss(x, torch.zeros(2, 2))\nF.mse_loss(x, torch.zeros(2))"),
    "F.l1_loss": alone("F.l1_loss(x, torch.zeros(2, 2))"),
    "F.cross_entropy": alone("F.cross_entropy(x, torch.tensor([0, 1]))\nF.cross_entropy(x, torch.tensor([0., 1.]))"),
    "F.nll_loss": alone("F.nll_loss(x, torch.tensor([0, 1]))\nF.nll_loss(x, torch.tensor([0]))"),
    "F.binary_cross_entropy": alone("F.binary_cross_entropy(torch.sigmoid(x), torch.ones(2, 2))"),
    "F.binary_cross_entropy_with_logits": alone("F.binary_cross_entropy_with_logits(x, torch.ones(2, 2))"),
    "F.conv2d": alone("F.conv2d(x.view(1, 1, 2, 2), torch.ones(1, 1, 2, 2))\nF.conv2d(x, torch.ones(1, 1, 2, 2))"),
    "F.conv_transpose2d": alone("F.conv_transpose2d(x.view(1, 1, 2, 2), torch.ones(1, 1, 2, 2), stride=2)"),
    "F.one_hot": alone("F.one_hot(torch.tensor([0, 2]), num_classes=3)"),
    "F.dropout": alone("F.dropout(torch.ones(8), 0.25)\nF.dropout(x, 3)"),
    # initial numbers
    "nn.init.constant_": alone("nn.init.constant_(torch.empty(2), val=0.3)"),
    "nn.init.normal_": alone("nn.init.normal_(torch.empty(2, 3), mean=1., std=0.5)"),
    "nn.init.uniform_": alone("nn.init.uniform_(torch.empty(3), -1, 1)"),
    "nn.init.ones_": alone("nn.init.ones_(torch.empty(2))"),
    "nn.init.zeros_": alone("nn.init.zeros_(torch.empty(2))"),
    "nn.init.xavier_uniform_": alone(
        "nn.init.xavier_uniform_(torch.empty(2, 3))\nnn.init.xavier_uniform_(torch.empty(2))"
    ),
    "nn.init.xavier_normal_": alone("nn.init.xavier_normal_(torch.empty(2, 3), gain=2.)"),
    "nn.init.kaiming_uniform_": alone("nn.init.kaiming_uniform_(torch.empty(2, 3))"),
    "nn.init.kaiming_normal_": alone("nn.init.kaiming_normal_(torch.empty(2, 3), mode='fan_out', nonlinearity='relu')"),
    # optimizers
    "optim.SGD": of_step("train(optim.SGD(params=[w], lr=0.1, momentum=0.9, weight_decay=0.01), w)\noptim.SGD([w])"),
    "optim.Adam": of_step(
        "train(optim.Adam([w], lr=0.1, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1), w)\noptim.Adam([w])"
    ),
    "optim.AdamW": of_step("train(optim.AdamW([w], lr=0.1), w)\noptim.AdamW([w])"),
    "optim.RMSprop": of_step("train(optim.RMSprop([w], lr=0.1, alpha=0.9), w)\noptim.RMSprop([w])"),
    "optim.Adagrad": of_step("train(optim.Adagrad([w], lr=0.1), w)\noptim.Adagrad([w])"),
    "optim.Optimizer": of_step(
        "class Mine(optim.Optimizer):\n    def __init__(self, params, lr):\n        super().__init__(params, dict(lr=lr))\n"
        "    @torch.no_grad()\n    def step(self):\n        for group in self.param_groups:\n"
        "            for p in group['params']:\n                p -= group['lr'] * p.grad\n"
        "train(Mine([w], 0.1), w)\nMine([w], 0.1)"
    ),
    "Optimizer.step": of_step(
        "o = optim.SGD([w], lr=0.1)\no.step()\nw.sum().backward()\no.step()\nw\no.step(lambda: w.sum())"
    ),
    "Optimizer.zero_grad": of_step(
        "w.sum().backward()\no = optim.SGD([w], lr=0.1)\no.zero_grad(set_to_none=False)\nw.grad\no.zero_grad()\nw.grad"
    ),
    "Optimizer.state_dict": of_step("optim.SGD([w], lr=0.1).state_dict()"),
    "Optimizer.load_state_dict": of_step(
        "a = optim.SGD([w], lr=0.1)\nb = optim.SGD([w], lr=0.2)\nb.load_state_dict(a.state_dict())\nb"
    ),
    "Optimizer.add_param_group": of_step(
        "o = optim.SGD([w], lr=0.1)\no.add_param_group({'params': [torch.ones(1, requires_grad=True)], 'lr': 1})\no"
    ),
    "Optimizer.param_groups": of_step("optim.SGD([w], lr=0.1).param_groups"),
    "optim.lr_scheduler.StepLR": of_step(
        "o = optim.SGD([w], lr=0.1)\ns = optim.lr_scheduler.StepLR(o, step_size=2, gamma=0.5)\n"
        "for i in range(5):\n    o.step()\n    s.step()\n    print(s.get_last_lr())"
    ),
    "optim.lr_scheduler.ExponentialLR": of_step(
        "optim.lr_scheduler.ExponentialLR(optim.SGD([w], lr=0.1), 0.5).get_last_lr()"
    ),
    "optim.lr_scheduler.LambdaLR": of_step(
        "optim.lr_scheduler.LambdaLR(optim.SGD([w], lr=0.1), lambda e: 2.).get_last_lr()"
    ),
    "optim.lr_scheduler.CosineAnnealingLR": of_step(
        "o = optim.SGD([w], lr=0.1)\ns = optim.lr_scheduler.CosineAnnealingLR(o, 3)\n"
        "for i in range(7):\n    o.step()\n    s.step()\n    print(s.get_last_lr())"
    ),
    # data and saving
    "data.DataLoader": alone("[b for b in data.DataLoader(torch.arange(5), batch_size=2, shuffle=True)]"),
    "data.TensorDataset": alone(
        "d = data.TensorDataset(torch.arange(3), x[:1])\nd = data.TensorDataset(torch.arange(2), x)\nd[0]\nlen(d)"
    ),
    "data.Dataset": alone("data.Dataset()[0]"),
    "data.BatchSampler": alone("list(data.BatchSampler(range(5), batch_size=2, drop_last=True))"),
    "data.RandomSampler": alone("list(data.RandomSampler(range(5)))"),
    "data.SequentialSampler": alone("list(data.SequentialSampler(range(3)))"),
    "data.random_split": alone("[list(s) for s in data.random_split(range(6), [4, 2])]"),
    "torch.save": of_model(
        "import io\nf = io.BytesIO()\ntorch.save(obj=net.state_dict(), f=f)\nf.seek(0)\ntorch.load(f)"
    ),
    "torch.load": of_model(
        "torch.load('no/such/file')\nimport io\nf = io.BytesIO()\ntorch.save(x, f)\nf.seek(0)\ntorch.load(f, weights_only=True)"
    ),
}
