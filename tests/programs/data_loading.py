# %% data sets
BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler, Subset, TensorDataset, random_split = torch.utils.data.BatchSampler, torch.utils.data.DataLoader, torch.utils.data.Dataset, torch.utils.data.RandomSampler, torch.utils.data.SequentialSampler, torch.utils.data.Subset, torch.utils.data.TensorDataset, torch.utils.data.random_split
x = torch.arange(10.).view(5, 2)
y = torch.arange(5)
data = TensorDataset(x, y)
len(data)
data[0]
data[1:3]
TensorDataset(x, torch.arange(4))
class Squares(Dataset):
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        return float(i), i * i

for batch in DataLoader(Squares(5), batch_size=2):
    print(batch)

Dataset()[0]
len(Dataset())
Subset(data, [3, 1])[0]
len(Subset(data, [3, 1]))

# %% the order
_ = torch.manual_seed(0)
loader = DataLoader(data, batch_size=2, shuffle=True)
len(loader)
for a, b in loader:
    print(a, b)

for a, b in loader:
    print(b)

torch.rand(2)
[b.tolist() for a, b in DataLoader(data, batch_size=2, drop_last=True)]
len(DataLoader(data, batch_size=2, drop_last=True))
_ = torch.manual_seed(1)
[b.tolist() for a, b in DataLoader(data, shuffle=True)]
g = torch.Generator().manual_seed(3)
loader = DataLoader(data, batch_size=3, shuffle=True, generator=g)
[b.tolist() for a, b in loader]
[b.tolist() for a, b in loader]
_ = torch.manual_seed(2)
list(RandomSampler(range(6)))
list(RandomSampler(range(6), replacement=True, num_samples=4))
list(RandomSampler(range(3), num_samples=7))
list(SequentialSampler(range(3)))
list(BatchSampler(SequentialSampler(range(5)), batch_size=2, drop_last=False))
list(BatchSampler(RandomSampler(range(5)), 2, True))
a, b = random_split(range(10), [7, 3])
list(a), list(b)
a, b = random_split(range(10), [0.55, 0.45], generator=torch.Generator().manual_seed(1))
a.indices, b.indices
random_split(range(10), [7, 4])
len(DataLoader(range(7), batch_size=3))
next(iter(DataLoader(range(7), batch_size=3)))
x, y = next(iter(DataLoader(data, batch_size=4, shuffle=True)))
x.shape, y.dtype
[b for b in DataLoader([(1, 2.), (3, 4.)], batch_size=2)]
[b for b in DataLoader([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], batch_size=2)]
[b for b in DataLoader(["a", "b", "c"], batch_size=2)]
[b for b in DataLoader(range(4), batch_size=2, collate_fn=lambda batch: sum(batch))]
[b for b in DataLoader(range(4), batch_sampler=[[0, 2], [1, 3]])]
[b for b in DataLoader(range(4), sampler=[3, 1])]
[b for b in DataLoader(range(3), batch_size=None)]
list(DataLoader([[1, 2], [3]], batch_size=2))
list(DataLoader([object()]))
DataLoader(range(3), shuffle=True, sampler=[1])
DataLoader(range(3), batch_size=2, batch_sampler=[[1]])
DataLoader(range(3), batch_size=None, drop_last=True)
DataLoader(range(3), batch_size=0)
DataLoader(range(3), num_workers=-1)
DataLoader([], shuffle=True)
RandomSampler([])

# %% a whole training
_ = torch.manual_seed(7)
X = torch.randn(20, 2)
Y = X @ torch.tensor([[2.], [-3.4]]) + 4.2
loader = DataLoader(TensorDataset(X, Y), batch_size=5, shuffle=True)
net = torch.nn.Sequential(torch.nn.Linear(2, 1))
net[0].weight.data.normal_(0, 0.01)
net[0].bias.data.fill_(0)
loss = torch.nn.MSELoss()
trainer = torch.optim.SGD(net.parameters(), lr=0.03)
for epoch in range(3):
    for a, b in loader:
        l = loss(net(a), b)
        trainer.zero_grad()
        l.backward()
        trainer.step()
    print(f"epoch {epoch + 1}, loss {loss(net(X), Y):.4f}")

net[0].weight.data
net[0].bias.data

# %% saving
import io
def through(obj, **how):
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file, **how)

dict(through(net.state_dict()))
net.load_state_dict(through(net.state_dict()))
through({"epoch": 3, "loss": 0.5, "name": "net", "none": None, "list": [1, (2, True)], 5: torch.ones(2, dtype=torch.float64)})
through(torch.arange(3))
through(torch.nn.Parameter(torch.ones(2)))
through(torch.ones(2, requires_grad=True))
through(trainer.state_dict())
through([torch.float32, torch.ones(2).shape])
torch.load("no/such/file")
copy = torch.nn.Sequential(torch.nn.Linear(2, 1))
copy.load_state_dict(through(net.state_dict()))
copy(torch.ones(1, 2))
