# %% what a list may hold
import numpy as np
torch.tensor([np.float64(1.5), 2]), torch.tensor([1., np.float64(2)]), torch.tensor([[np.float32(1)], [2]])
torch.tensor([np.array([1, 2]), np.array([3, 4])]).shape
torch.tensor([range(2), range(2)]), torch.tensor((1, (2, 3)))
torch.tensor((1, (2, 3)))
torch.tensor([torch.tensor([1, 2]), torch.tensor([2, 3])])
torch.tensor([torch.tensor([1., 2.])])
torch.tensor([2 ** 63])
torch.tensor([70000., 1.], dtype=torch.float16), torch.tensor([1e300])
torch.tensor([1, 2], dtype=torch.uint8) - 3, torch.tensor([1], dtype=torch.int8) * 200
torch.from_numpy(np.array(["a"]))

# %% Python's types for dtypes
torch.tensor(3, dtype=float), torch.zeros(2, dtype=int), torch.ones(2).to(float)
torch.tensor([1], dtype="int")
torch.zeros(2, dtype=np.float32)

# %% the old constructors
torch.Tensor(2, 3).shape, torch.Tensor([1, 2]), torch.Tensor(range(3)), torch.Tensor(torch.Size([2, 3])).shape
torch.Tensor([1, 2], dtype=torch.int)
torch.FloatTensor([1], requires_grad=True)
torch.Tensor("a")
torch.Tensor(1, 2.5)
torch.Tensor(None)
torch.Tensor(-1)
torch.zeros(2, -1)
torch.randint(10, size=(2, 2)).shape, torch.randint(high=10, size=(2,)).shape

# %% what an index may be
x = torch.arange(12.).reshape(3, 4).requires_grad_()
x[range(3), [0, 1, 2]], x[range(2)], x[:, range(2)], x[(0, 1), (1, 2)]
x[[[0, 1], [1, 2]]]
x[[slice(0, 2), 1]]
x["a"]
-torch.log(torch.softmax(x, 1)[range(3), torch.tensor([0, 1, 2])]).mean()
y = torch.zeros(3, 3)
y[range(3), range(3)] = 5.
y

# %% asked of Python
3 in torch.arange(5), torch.tensor(7) in torch.arange(5)
"a" in torch.arange(2)
reversed(torch.arange(3)), list(reversed(torch.eye(2)))
torch.nonzero(torch.tensor([0, 1, 2]), as_tuple=True)
torch.ones(2, 2).max(1).backward()

# %% what the types are called
type(x), type(x.shape), type(x.dtype), type(torch.device("cpu")), torch.Tensor, torch.autograd.Function
nn = torch.nn
type(nn.Linear(1, 1)), type(nn.Linear(1, 1).weight), type(nn.Sequential()), nn.Module, nn.MSELoss, nn.ReLU
type(torch.optim.SGD([x], lr=.1)), torch.optim.lr_scheduler.StepLR, torch.utils.data.DataLoader
type(x.max(0)), type(x.detach().sort())

# %% pickled and copied
import copy
import pickle
pickle.loads(pickle.dumps(torch.ones(2, requires_grad=True))), pickle.loads(pickle.dumps(torch.float32))
pickle.loads(pickle.dumps(nn.Sequential(nn.Linear(1, 2), nn.ReLU())))
pickle.loads(pickle.dumps({"w": nn.Parameter(torch.ones(1)), "size": torch.ones(2, 3).shape}))
copy.copy(x.detach()), copy.deepcopy(nn.Linear(2, 1)).weight.shape
torch.Generator().device
