# %% what is packed, and when it is unpacked
def pack(x):
    print("pack", x)
    return x

def unpack(x):
    print("unpack", x)
    return x

a = torch.ones(3, requires_grad=True)
b = torch.ones(3) * 2
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = a * b

y.sum().backward()
a.grad

# %% results, numbers, what needs nothing
def pack(x):
    print("pack", x, x.requires_grad)
    return x

x = torch.tensor([1., 2.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
    e = x.exp()
    s = x + 1
    d = (e * s).sum()

d.backward()
x.grad

# %% kept elsewhere, and changed there
store = []
def put(x):
    store.append(x.detach() * 10)
    return len(store) - 1

x = torch.tensor([3.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(put, lambda i: store[i]):
    y = x ** 2

y.backward()
x.grad
store

# %% one inside the other; on the CPU
x = torch.tensor([3.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda t: t * 2, lambda t: t):
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t * 5, lambda t: t):
        y = x * x
    z = x * x

(y + z).backward()
x.grad
with torch.autograd.graph.save_on_cpu():
    y = (x * x).sum()

y.backward()
x.grad

# %% what is no tensor
x = torch.tensor([3.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda t: 7, lambda t: t):
    y = x * x

y.backward()
