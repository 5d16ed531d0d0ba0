# %% numbers of NumPy's, and tensors that want gradients
import numpy as np
x = torch.tensor([1., 2., 3.], requires_grad=True)
np.float32(2) * x, x * np.float32(2), np.float64(2) - x, np.float32(2) / x, x ** np.float64(2), np.float32(2) ** x
np.sqrt(2) * x, x - np.pi, x / np.int64(3), np.float32(2) > x, x == np.float64(2)
y = np.float32(0.5) * x
y.sum().backward()
x.grad

# %% NumPy's functions
np.exp(x)
np.concatenate([torch.ones(1), torch.zeros(1)]), np.where(x.detach() > 1)
np.allclose(x.detach(), [1, 2, 3]), np.array_equal(torch.ones(2), torch.ones(2)), np.dot(x.detach(), x.detach())
np.unique(torch.tensor([2, 1, 2])), np.stack([torch.ones(1), torch.ones(1)])
np.array(x)
np.array([torch.tensor(1.), torch.tensor(2.)])

# %% arrays beside tensors
x == np.array([1., 0., 3.])
x < np.ones(3)
torch.ones(2) + np.float64(1)
int(x.sum()), float(x.detach().sum())
float(x.sum())
