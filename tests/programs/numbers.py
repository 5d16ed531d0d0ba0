# %% what tensors look like
torch.tensor(1)
torch.tensor(1.)
torch.tensor([1., 2.5])
torch.tensor([1e-5, 1.])
torch.tensor([1e5, 1.])
torch.tensor([1e9])
torch.tensor([0.1234567, 100.])
torch.tensor([float("nan"), 1., float("inf"), -float("inf")])
torch.tensor([0., 0.])
torch.tensor([True, False])
torch.tensor([[1, 20], [300, 4]])
torch.tensor([1, 2], dtype=torch.int32)
torch.tensor([1., 2.], dtype=torch.float64)
torch.tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]])
torch.tensor([])
torch.zeros(0, 3)
torch.zeros(2, 0)
torch.arange(30)
torch.arange(30.) / 7
torch.arange(2000)
torch.zeros(100, 100)
torch.arange(1001.) / 3
torch.ones(3, requires_grad=True) * 2
torch.ones(12, requires_grad=True) * 1.2345
torch.ones(2, 2, requires_grad=True)
torch.arange(16., requires_grad=True) + 0.5
str(torch.tensor([1.])), f"{torch.tensor(2.5)}", f"{torch.tensor(2.5):.2f}"
torch.ones(2).shape, torch.ones(2, 3).size(), torch.ones(2, 3).size(1)
torch.float32, torch.ones(1).dtype, torch.int64
torch.tensor(-0.)
torch.tensor([1.00001, 2.])
torch.tensor([-1.5, 22.25])
torch.tensor(3.) == 3, torch.tensor([1., 2.]) > 1

# %% mixing kinds of numbers
torch.tensor([1, 2]) + 1
torch.tensor([1, 2]) + 1.5
torch.tensor([1, 2]) / 2
torch.tensor([1, 2]) * torch.tensor([1., 2.])
torch.tensor([1, 2]) * torch.tensor(2.)
torch.tensor([1., 2.]) * torch.tensor(2., dtype=torch.float64)
torch.tensor([1., 2.]) * torch.tensor([2.], dtype=torch.float64)
torch.tensor([True, False]) + 1
torch.tensor([True, False]) + True
torch.tensor([1, 2], dtype=torch.int32) + torch.tensor([1, 2])
torch.tensor([1, 2], dtype=torch.int32) * torch.tensor([1.])
torch.tensor([1, 2]) ** 2
2 ** torch.tensor([1, 2])
2.0 ** torch.tensor([1, 2])
torch.tensor([1, 2]).sum(), torch.tensor([True, True]).sum()
torch.exp(torch.tensor([0, 1]))
1 / torch.tensor([1, 2])
torch.tensor([4, 9]).sqrt()
torch.tensor([1., -1., 0.]) / 0
torch.log(torch.tensor([0., -1.]))
x = torch.tensor([1, 2])
y = torch.tensor([0.5, 0.5], requires_grad=True)
(x * y).sum().backward()
y.grad
h = torch.tensor([1., 2.], dtype=torch.float64)
(y * h).sum().backward()
y.grad

# %% random numbers
_ = torch.manual_seed(0)
torch.rand(3), torch.randn(3), torch.rand(2, 2)
torch.randn(20)
torch.randint(0, 10, (5,)), torch.randperm(8)
torch.rand(2, dtype=torch.float64), torch.randn(17, dtype=torch.float64)
_ = torch.manual_seed(42)
torch.nn.Linear(3, 2).weight
torch.empty(4).uniform_(-1, 1), torch.empty(3).normal_(1, 2)
g = torch.Generator().manual_seed(1)
torch.rand(2, generator=g), torch.randn(2)

# %% shapes
x = torch.arange(6.).view(2, 3)
x.t(), x.T.shape, x.t().is_contiguous(), x.stride(), x.t().stride()
x[0], x[:, 1], x[1, 2], x[-1], x[..., 0], x[None].shape
x[[0, 0]], x[x > 2], x[torch.tensor([1, 0])]
x.sum(0), x.mean(1, keepdim=True), x.sum((0, 1))
x.expand(2, 2, 3).shape, x.reshape(-1), x.flatten(), x.unsqueeze(0).shape, x.unsqueeze(0).squeeze(0).shape
x.view(6)[0].item(), x.numel(), x.dim(), len(x), x.tolist()
v = x.view(6)
v[0] = 50.
x
y = x.numpy()
y[1, 1] = 60.
x
torch.from_numpy(y)
x.detach().clone().add_(1)[0], x[0]
a, b = x
a
list(x[0])
x.view(4)
x.expand(3, 3)
x.t().view(6)
x.squeeze(5)

# %% whole numbers at random, in place
torch.manual_seed(0)
torch.empty(3, dtype=torch.long).random_(5), torch.empty(3).random_(2), torch.empty(4).random_(2, 9)
torch.empty(2, dtype=torch.long).random_(), torch.empty(2).random_(), torch.empty(3, dtype=torch.uint8).random_()
torch.empty(3, dtype=torch.bool).random_(), torch.empty(3).random_(to=4)
x = torch.empty(3, dtype=torch.long)
x.random_(3) is x, x._version
x.random_(5, 2)
x.random_(2.5)
torch.empty(3, dtype=torch.uint8).random_(300)
torch.empty(3, requires_grad=True).random_(3)

# %% asarray shares what it can
a = torch.tensor([1., 2.], requires_grad=True)
b = a + 2
torch.asarray(b, requires_grad=True), torch.asarray(b), torch.asarray(b) is b
torch.asarray(a, requires_grad=True, copy=True)
torch.asarray(a), a.requires_grad

# %% places and rows, several times
torch.repeat_interleave(torch.tensor([1, 2, 3]))
torch.repeat_interleave(torch.tensor([[1, 2], [3, 4]]), torch.tensor([1, 2]), dim=0, output_size=3)
torch.repeat_interleave()
