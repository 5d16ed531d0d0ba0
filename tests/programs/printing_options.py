# %% precision and style
x = torch.tensor([1.23456789, -0.001, 1234.5])
x
torch.set_printoptions(precision=2)
x, torch.tensor([1., 2.])
torch.set_printoptions(sci_mode=False)
torch.tensor([1e-8, 1e8]), x
torch.set_printoptions(sci_mode=True)
x, torch.tensor([1., 2.]), torch.tensor([1, 2])
torch.set_printoptions(profile="default")
x, torch.tensor([1e-8, 1e8])

# %% long and large
torch.arange(100)
torch.arange(1001)
torch.arange(2000.).view(20, 100)
torch.set_printoptions(threshold=5, edgeitems=1)
torch.arange(10), torch.arange(20.).view(4, 5), torch.arange(30).view(2, 5, 3)
torch.set_printoptions(linewidth=40, threshold=1000, edgeitems=3)
torch.arange(30.) / 7
torch.set_printoptions(profile="short")
torch.randn(0), torch.arange(1500)
torch.set_printoptions(profile="full")
torch.arange(12).view(3, 4)
torch.set_printoptions(profile="default")

# %% what stands behind
torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True) * 2, torch.ones(2, dtype=torch.float64, requires_grad=True)
torch.ones(20, requires_grad=True) + 0.123
torch.ones(3, 4, dtype=torch.float64, requires_grad=True).exp()
torch.zeros(0), torch.zeros(0, 2), torch.zeros(2, 0, dtype=torch.int32), torch.zeros(0, dtype=torch.bool)
torch.ones(2, 3).max(0), torch.ones(2).shape, torch.ones(2).dtype, torch.Size([])
print(torch.ones(2), torch.tensor(1.5), torch.tensor([True]))
f"{torch.tensor(1.5)}", f"{torch.tensor(1.5):.3f}", f"{torch.tensor(3):>5}", f"{torch.ones(2)}", str(torch.ones(1))
f"{torch.ones(2):.2f}"
"%.2f %d" % (torch.tensor(1.5), torch.tensor(3))

# %% odd numbers
torch.tensor([float("nan")]), torch.tensor([float("inf"), 1.]), torch.tensor([float("-inf"), 1.5, float("nan")])
torch.tensor([0.]), torch.tensor([-0.]), torch.tensor([1e-40]), torch.tensor([3.4e38]), torch.tensor(1e-5), torch.tensor(123456789.)
torch.tensor([1e4, 1.5]), torch.tensor([1e5, 1.5]), torch.tensor([1e7, 1e8]), torch.tensor([99999., 0.5]), torch.tensor([1e-4, 1.])
torch.tensor([1, -20, 300]), torch.tensor([[1], [-200]]), torch.tensor([True, False]), torch.tensor([255], dtype=torch.uint8)
torch.tensor([0.1], dtype=torch.float16), torch.tensor([1e-3, 1.], dtype=torch.float64), torch.tensor(3, dtype=torch.int8)
